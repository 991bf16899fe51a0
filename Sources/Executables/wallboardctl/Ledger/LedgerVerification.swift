import AdminClient
import BoardProtocol
import Crypto
import Values

/// Verifies a seat ledger entry by entry, oldest first, from the entries alone: their numbers, their chain of hashes
/// and that the counts follow from the changes.
///
/// It cannot notice entries that are missing at the end: for that the last hash has to be known from elsewhere.
struct LedgerVerification {
    /// The first thing that is wrong.
    struct Fault: Error, Hashable {
        /// For people: which entry, and what.
        let sentence: String
    }

    /// How many entries were found in order.
    private(set) var count: Int64 = 0
    /// The hash of the last of them; of 64 zeros before the first.
    private(set) var lastHash = String(repeating: "0", count: 64)
    /// Whose ledger it is; nil before the first entry.
    private(set) var customer: String?
    /// When the last change was made.
    private(set) var lastMoment = ""

    private var configured: Int64 = 0
    private var maximum: JSON?
    private var seated: Set<String> = []
    private var isOpen = false

    /// Takes the next entry.
    mutating func take(_ entry: JSON) throws(Fault) {
        guard case .object(var members) = entry else { throw fault("is no JSON object") }
        try verifyPlace(entry)
        guard let hash = entry["hash"]?.string, Self.isHash(hash) else { throw fault("has no hash") }
        members["hash"] = nil
        guard Self.hash(of: .object(members)) == hash else { throw fault("was altered: its hash is another one") }
        try verifyCounts(entry)
        count += 1
        lastHash = hash
    }

    /// SHA-256 over the canonical form of an entry without its hash, in lower-case hexadecimal digits.
    static func hash(of entry: JSON) -> String {
        SHA256.hash(data: CanonicalJSON.bytes(of: entry)).map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }

    static func isHash(_ text: String) -> Bool {
        text.utf8.count == 64
            && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
    }

    /// The number, the link to the previous entry, whose ledger it is, and when.
    private mutating func verifyPlace(_ entry: JSON) throws(Fault) {
        guard let sequence = entry["sequence"]?.integer else { throw fault("has no number") }
        guard sequence == count + 1 else { throw fault("is missing: number \(sequence) is in its place") }
        guard entry["previousHash"]?.string == lastHash else {
            throw fault("does not hold the hash of the entry before it")
        }
        guard let owner = entry["customerId"]?.string, owner == customer ?? owner else {
            throw fault("is of another customer")
        }
        customer = owner
        // Times may go back if the gateway's clock was set back: the order is that of the numbers.
        guard let moment = entry["at"]?.string,
            moment.wholeMatch(of: /[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z/) != nil
        else { throw fault("does not say when") }
        lastMoment = moment
    }

    /// The seats and the maximum follow from the change.
    private mutating func verifyCounts(_ entry: JSON) throws(Fault) {
        let kind = entry["kind"]?.string ?? ""
        let device = entry["deviceId"]?.string
        var expected = configured
        guard (kind == "opened") != isOpen else {
            throw fault(isOpen ? "opens a ledger that is open" : "changes a ledger that is not open")
        }
        switch kind {
        case "opened":
            isOpen = true
            expected = 0
        case "closed":
            isOpen = false
            guard seated.isEmpty else { throw fault("closes a ledger with seats taken") }
        case "seatTaken":
            guard let device, seated.insert(device).inserted else { throw fault("gives a board a seat that it has") }
            expected += 1
        case "seatFreed":
            guard let device, seated.remove(device) != nil else { throw fault("frees a seat that is not taken") }
            expected -= 1
        case "boardLicence", "hardware":
            guard let device, seated.contains(device) else { throw fault("is about a board without a seat") }
        case "maximum":
            guard entry["previousMaxWallboards"] == maximum else {
                throw fault("changes a maximum that was not in force")
            }
        case "timeZone": break
        default: throw fault("is of a kind that is not known: \(entry["kind"].shown)")
        }
        guard entry["configured"]?.integer == expected else {
            throw fault("counts \(entry["configured"].shown) seats where \(expected) follow")
        }
        guard let inForce = entry["maxWallboards"], kind == "opened" || kind == "maximum" || inForce == maximum else {
            throw fault("has another maximum than the entry before it, and does not change it")
        }
        configured = expected
        maximum = inForce
    }

    private func fault(_ what: String) -> Fault {
        Fault(sentence: "entry \(count + 1) \(what)")
    }
}

/// The entries of a saved ledger: an array, an object with `items`, or one entry a line.
enum LedgerFile {
    /// Bytes of a file: half a million entries.
    static let maxBytes = 256 * 1_048_576

    /// Throws `.misconfigured` if the bytes are none of the three.
    static func entries(in bytes: [UInt8]) throws(AdminClientError) -> [JSON] {
        // An object in more than one line, or the only entry of a ledger of lines.
        if let whole = try? JSON(parsing: bytes, limits: limits) {
            if let items = whole.array ?? whole["items"]?.array { return items }
            if whole["sequence"] != nil { return [whole] }
            throw .misconfigured("the file is JSON, but no ledger")
        }
        var entries: [JSON] = []
        for (index, line) in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated()
        where !line.allSatisfy({ [0x20, 0x09, 0x0D].contains($0) }) {
            do throws(JSONError) {
                entries.append(try JSON(parsing: Array(line)))
            } catch {
                throw .misconfigured("line \(index + 1) of the file is no JSON: \(error)")
            }
        }
        return entries
    }

    private static var limits: JSONLimits {
        var limits = JSONLimits()
        limits.maxBytes = maxBytes
        // An entry has fewer than 20 members in 400 bytes or more.
        limits.maxMembers = maxBytes / 16
        return limits
    }
}
