import Foundation

/// Whether the disk has room for what the gateway must make durable.
enum DiskSpace {
    /// Why events and registrations are, or soon will be, refused; nil: there is room, or the system does not say.
    static func shortage(in directory: String) -> String? {
        let attributes = try? FileManager.default.attributesOfFileSystem(forPath: directory)
        guard let free = (attributes?[.systemFreeSize] as? NSNumber)?.int64Value,
            free < GatewayLimits.Retention.minFreeBytes
        else { return nil }
        return "the disk of the database is full: \(free) bytes are free"
    }
}
