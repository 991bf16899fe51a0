import Glibc

/// A file that appears under its name only when all of it is on disk: it is written under another name, flushed and
/// renamed, and the directory is flushed too, since a new name is on disk only when its directory is (rename(2),
/// fsync(2)).
///
/// Readable and writable by its owner alone. A file that is dropped before `commit` leaves a part behind, which the
/// next file of that name replaces.
package struct DurableFile: ~Copyable, Sendable {
    private let part: String
    private let handle: FileHandle

    /// Creates an empty part at `part`, replacing an older one. Throws if that cannot be done, such as `ENOSPC`.
    package init(part: String) throws(Errno) {
        self.part = part
        // A part that was left behind may have other permissions.
        guard unlink(part) == 0 || errno == ENOENT else { throw Errno.current }
        let descriptor = open(part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw Errno.current }
        handle = FileHandle(owning: descriptor)
    }

    /// Appends all of the bytes. Throws if that fails; some of them may have been written then.
    package func write(_ bytes: [UInt8]) throws(Errno) {
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                Glibc.write(handle.descriptor, buffer.baseAddress! + written, buffer.count - written)
            }
            if count >= 0 {
                written += count
            } else if errno != EINTR {
                throw Errno.current
            }
        }
    }

    /// Gives the file its name, replacing one that has it, in the same directory. Returns when that is on disk.
    package func commit(as path: String) throws(Errno) {
        guard fsync(handle.descriptor) == 0, rename(part, path) == 0 else { throw Errno.current }
        try Self.flush(directoryOf: path)
    }

    /// Removes the part, for a file that cannot be completed.
    package func abandon() {
        unlink(part)
    }

    /// Writes a whole file in one step, by way of `path` with `.part` appended.
    package static func write(_ bytes: [UInt8], to path: String) throws(Errno) {
        let file = try DurableFile(part: path + ".part")
        do {
            try file.write(bytes)
            try file.commit(as: path)
        } catch {
            file.abandon()
            throw error
        }
    }

    /// Returns when the names in the directory of `path` are on disk.
    package static func flush(directoryOf path: String) throws(Errno) {
        let end = path.lastIndex(of: "/")
        let directory = end.map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        let descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Errno.current }
        let handle = FileHandle(owning: descriptor)
        guard fsync(handle.descriptor) == 0 else { throw Errno.current }
    }
}
