import AdminClient
import Values

/// The entries of a saved ledger: an array, an object with `items`, or one entry a line.
enum LedgerFile {
    /// Bytes of a file: half a million entries.
    static let mostBytes = 256 * 1_048_576

    /// Throws `.misconfigured` where the bytes are none of the three.
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
        limits.maxBytes = mostBytes
        // An entry has fewer than 20 members in 400 bytes or more.
        limits.maxMembers = mostBytes / 16
        return limits
    }
}
