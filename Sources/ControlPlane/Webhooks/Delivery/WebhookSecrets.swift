import Crypto
import Foundation

/// The secrets that notices are signed with: more than one while the receiver changes from an old to a new one.
package struct WebhookSecrets: Sendable {
    /// Never empty.
    private let keys: [SymmetricKey]

    /// Bytes of a secret (Standard Webhooks, "Signature scheme": between 24 and 64).
    private static let keyBytes = 24...64

    /// Reads a file of secrets, one a line, in the form `whsec_<base64>`; empty lines and those that begin with `#` are
    /// left out.
    ///
    /// Throws `.misconfigured`, which names the line but not its content.
    package init(file: String, limits: WebhookLimits = WebhookLimits()) throws(WebhookError) {
        guard let handle = FileHandle(forReadingAtPath: file) else {
            throw .misconfigured("the file of secrets \(file) cannot be read")
        }
        defer { try? handle.close() }
        guard let bytes = try? handle.read(upToCount: limits.secretFileBytes + 1) else {
            throw .misconfigured("the file of secrets \(file) cannot be read")
        }
        guard bytes.count <= limits.secretFileBytes else {
            throw .misconfigured("the file of secrets \(file) is larger than \(limits.secretFileBytes) bytes")
        }
        var keys: [SymmetricKey] = []
        for (index, line) in String(decoding: bytes, as: UTF8.self).components(separatedBy: .newlines).enumerated() {
            let text = line.trimmingCharacters(in: .whitespaces)
            if text.isEmpty || text.hasPrefix("#") { continue }
            guard let key = Self.key(text) else {
                throw .misconfigured("\(file):\(index + 1) is not whsec_ and 24 to 64 bytes in base64")
            }
            keys.append(key)
        }
        guard (1...limits.secrets).contains(keys.count) else {
            throw .misconfigured("\(file) has \(keys.count) secrets, not 1 to \(limits.secrets)")
        }
        self.keys = keys
    }

    /// The value of the header `webhook-signature`: for each secret `v1,` and the HMAC-SHA256 of id, time and body in
    /// base64, with spaces between them (Standard Webhooks, "Signature scheme").
    func signature(id: String, seconds: Int64, body: [UInt8]) -> String {
        let content = Array("\(id).\(seconds).".utf8) + body
        return keys.map { key in
            "v1," + Data(HMAC<SHA256>.authenticationCode(for: content, using: key)).base64EncodedString()
        }
        .joined(separator: " ")
    }

    private static func key(_ text: String) -> SymmetricKey? {
        let prefix = "whsec_"
        guard text.hasPrefix(prefix), let bytes = Data(base64Encoded: String(text.dropFirst(prefix.count))),
            keyBytes.contains(bytes.count)
        else { return nil }
        return SymmetricKey(data: bytes)
    }
}

extension WebhookSecrets: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// `•••`
    package var description: String { "•••" }
    /// `•••`
    package var debugDescription: String { "•••" }
    /// A mirror without children, for `dump` and debuggers.
    package var customMirror: Mirror { Mirror(self, children: []) }
}
