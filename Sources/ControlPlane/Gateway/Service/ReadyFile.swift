import Foundation

/// Tells the process that started the gateway that both ports answer, and which they are.
struct ReadyFile: Encodable {
    let boardPort: Int
    let adminPort: Int
    let pid: Int32

    /// Writes the file atomically: a reader never sees a part of it.
    func write(to path: String) throws {
        try JSONEncoder().encode(self).write(to: URL(filePath: path), options: .atomic)
    }
}
