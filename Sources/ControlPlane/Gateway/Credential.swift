import BoardProtocol
import Crypto
import WallboardCore

/// A secret that the gateway gives out: a device token, an enrolment key, an admin token. `kind_id_secret`: it is
/// looked up by the id, and only a hash of the secret is ever stored.
///
/// The secret has 256 random bits, so a plain SHA-256 is enough: the hash gives nothing to guess from.
struct Credential: Sendable {
    enum Kind: String {
        case deviceToken = "wbd"
        case enrolmentKey = "wbk"
        case adminToken = "wba"
    }

    let kind: Kind
    let id: CredentialID
    private let secret: Secret

    /// The whole credential. Never logged.
    var text: String { "\(kind.rawValue)_\(id.text)_\(secret.revealed)" }

    /// The hash that is stored and compared.
    var hash: SecretHash {
        SecretHash(bytes: Array(SHA256.hash(data: Array(secret.revealed.utf8))))!
    }

    /// A new one: 80 random bits of id, 256 of secret, from the system's generator.
    static func make(_ kind: Kind) -> Credential {
        Credential(kind: kind, id: CredentialID(RandomText.letters(16))!, secret: Secret(RandomText.letters(52)))
    }

    private init(kind: Kind, id: CredentialID, secret: Secret) {
        self.kind = kind
        self.id = id
        self.secret = secret
    }

    /// Parses a credential; nil if it is not of this kind and form.
    init?(_ text: String, kind: Kind) {
        let parts = text.split(separator: "_", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == kind.rawValue, let id = CredentialID(String(parts[1])), !parts[2].isEmpty
        else { return nil }
        self.init(kind: kind, id: id, secret: Secret(String(parts[2])))
    }
}

/// Random text of 32 letters and digits: five bits a character.
enum RandomText {
    private static let alphabet = Array("abcdefghijkmnpqrstuvwxyz23456789")

    static func letters(_ count: Int) -> String {
        var generator = SystemRandomNumberGenerator()
        return String((0..<count).map { _ in alphabet[Int(generator.next() as UInt8) & 31] })
    }
}

extension DeviceID {
    /// A new name for a device.
    static func make() -> DeviceID { DeviceID("d-" + RandomText.letters(16))! }
}
