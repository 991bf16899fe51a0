import Foundation

/// Keys from a file, read again when the file was replaced or changed. If it cannot be read, the previous keys stay:
/// a key set is often replaced in two steps.
actor KeyFile: KeySource {
    /// What distinguishes one state of the file from the next.
    private struct Version: Equatable {
        let inode: UInt64
        let bytes: UInt64
        let modified: Date
    }

    private let path: String
    private let limits: OpenIDLimits
    private var keys: KeySet?
    private var version: Version?

    init(path: String, limits: OpenIDLimits) {
        self.path = path
        self.limits = limits
    }

    /// Checking the file's dates costs microseconds, a signature more; so it is done for each token.
    func keys(for token: CompactToken) async throws(TokenRefusal) -> KeySet {
        try await current()
    }

    /// The keys in the file as it is now.
    func current() async throws(TokenRefusal) -> KeySet {
        let found = Self.version(of: path, limits)
        if let found, found != version {
            // Even if it cannot be used: a broken file is not read again for each token.
            version = found
            if let read = await KeySet(parsing: Self.bytes(of: path, limits), limits: limits) { keys = read }
        }
        guard let keys else { throw .keysUnavailable("\(path) is not a set of keys") }
        return keys
    }

    private static func version(of path: String, _ limits: OpenIDLimits) -> Version? {
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: path),
            let inode = attributes[.systemFileNumber] as? NSNumber, let bytes = attributes[.size] as? NSNumber,
            let modified = attributes[.modificationDate] as? Date, bytes.intValue <= limits.documentBytes
        else { return nil }
        return Version(inode: inode.uint64Value, bytes: bytes.uint64Value, modified: modified)
    }

    private static func bytes(of path: String, _ limits: OpenIDLimits) -> [UInt8] {
        guard let file = FileHandle(forReadingAtPath: path) else { return [] }
        defer { try? file.close() }
        return (try? file.read(upToCount: limits.documentBytes)).map { Array($0) } ?? []
    }
}
