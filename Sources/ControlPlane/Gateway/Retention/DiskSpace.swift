import Foundation

/// Whether the disk has room for what the gateway must make durable.
enum DiskSpace {
    /// Bytes that must be free for the gateway to be ready. 1 MiB: SQLite's log needs some pages for each commit, and a
    /// disk this full refuses one before long.
    static let leastBytes: Int64 = 1 << 20

    /// Why events and registrations are, or soon will be, refused; nil: there is room, or the system does not say.
    static func shortage(in directory: String) -> String? {
        let attributes = try? FileManager.default.attributesOfFileSystem(forPath: directory)
        guard let free = (attributes?[.systemFreeSize] as? NSNumber)?.int64Value, free < leastBytes else { return nil }
        return "the disk of the database is full: \(free) bytes are free"
    }
}
