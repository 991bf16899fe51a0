import AdminClient
import Foundation

extension BankDay {
    /// Reads the day from a file.
    init(contentsOf file: String) throws(AdminClientError) {
        guard let bytes = FileManager.default.contents(atPath: file) else {
            throw .misconfigured("the file \(file) cannot be read")
        }
        do throws(FileError) {
            try self.init(String(decoding: bytes, as: UTF8.self))
        } catch {
            throw .misconfigured("\(file) is not a recorded day: \(error)")
        }
    }
}
