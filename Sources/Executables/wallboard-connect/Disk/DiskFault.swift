import Foundation
import Glibc

/// A file could not be read or written.
struct DiskFault: Error, CustomStringConvertible {
    let path: String
    let code: Int32

    init(_ path: String, code: Int32 = errno) {
        self.path = path
        self.code = code
    }

    var description: String { "\(path): \(String(cString: strerror(code)))" }
}

/// A file that is only appended to.
final class AppendedFile {
    private let handle: FileHandle
    private let path: String
    private(set) var size: Int
    private var isDirty = false

    /// Opens the file, or makes it; readable and writable by its owner alone.
    init(_ path: String) throws(DiskFault) {
        self.path = path
        let descriptor = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw DiskFault(path) }
        handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        size = Int(lseek(descriptor, 0, SEEK_END))
    }

    /// Appends all of the bytes or none.
    func append(_ bytes: [UInt8]) throws(DiskFault) {
        do {
            try handle.write(contentsOf: Data(bytes))
        } catch {
            let fault = DiskFault(path)
            try? handle.truncate(atOffset: UInt64(size))
            throw fault
        }
        size += bytes.count
        isDirty = true
    }

    /// Returns when all is on disk.
    func sync() throws(DiskFault) {
        guard isDirty else { return }
        guard fdatasync(handle.fileDescriptor) == 0 else { throw DiskFault(path) }
        isDirty = false
    }

    /// Cuts off what is behind `size`.
    func truncate(to size: Int) throws(DiskFault) {
        guard ftruncate(handle.fileDescriptor, off_t(size)) == 0 else { throw DiskFault(path) }
        self.size = size
    }

    /// At most `count` bytes from `offset` on.
    func read(from offset: Int, upTo count: Int) throws(DiskFault) -> [UInt8] {
        try handle.bytes(from: offset, upTo: max(0, min(count, size - offset)), of: path)
    }
}

/// A file that is only read.
final class ReadFile {
    private let handle: FileHandle
    private let path: String
    let size: Int

    init(_ path: String) throws(DiskFault) {
        self.path = path
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw DiskFault(path) }
        handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        size = Int(lseek(descriptor, 0, SEEK_END))
    }

    /// At most `count` bytes from `offset` on; none at the end.
    func read(from offset: Int, upTo count: Int) throws(DiskFault) -> [UInt8] {
        try handle.bytes(from: offset, upTo: count, of: path)
    }
}

extension FileHandle {
    fileprivate func bytes(from offset: Int, upTo count: Int, of path: String) throws(DiskFault) -> [UInt8] {
        guard count > 0 else { return [] }
        do {
            try seek(toOffset: UInt64(offset))
            return Array(try read(upToCount: count) ?? Data())
        } catch {
            throw DiskFault(path)
        }
    }
}

/// Directories and small files.
enum Disk {
    /// Makes a directory and those above it, readable by their owner alone.
    static func make(directory path: String) throws(DiskFault) {
        var made = path.hasPrefix("/") ? "" : "."
        for part in path.split(separator: "/") {
            made += "/" + part
            guard mkdir(made, 0o700) == 0 || errno == EEXIST else { throw DiskFault(made) }
        }
    }

    /// Replaces a small file: it has its old content or all of the new one.
    static func replace(_ path: String, with bytes: [UInt8]) throws(DiskFault) {
        let part = path + ".part"
        unlink(part)
        let file = try AppendedFile(part)
        try file.append(bytes)
        try file.sync()
        guard rename(part, path) == 0 else { throw DiskFault(path) }
        let directory = open((path as NSString).deletingLastPathComponent, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        if directory >= 0 {
            fsync(directory)
            close(directory)
        }
    }

    /// The names in a directory, sorted.
    static func names(in directory: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []).sorted()
    }

    /// Keeps every other process out of a directory until this one ends.
    ///
    /// - Returns: whether no other process was there.
    static func lock(_ directory: String) throws(DiskFault) -> Bool {
        let path = directory + "/lock"
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw DiskFault(path) }
        // Never closed: the lock ends with the process, however that ends.
        return flock(descriptor, LOCK_EX | LOCK_NB) == 0
    }
}
