import AdminClient
import Foundation

/// A file as named on the command line; `-` is the standard input.
struct InputFile: Hashable {
    let name: String

    /// All bytes of it. Throws `.misconfigured` if it cannot be read or has more than `most` bytes.
    func read(most: Int) throws(AdminClientError) -> [UInt8] {
        let bytes: Data
        do {
            if name == "-" {
                bytes = try FileHandle.standardInput.read(upToCount: most + 1) ?? Data()
            } else {
                let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: name))
                bytes = try handle.read(upToCount: most + 1) ?? Data()
                try handle.close()
            }
        } catch {
            throw .misconfigured("\(described) cannot be read")
        }
        guard bytes.count <= most else { throw .misconfigured("\(described) has more than \(most) bytes") }
        return Array(bytes)
    }

    var described: String { name == "-" ? "the standard input" : "the file \(name)" }
}
