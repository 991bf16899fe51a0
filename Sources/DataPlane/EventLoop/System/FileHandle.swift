import CLinux
import Glibc

/// The one owner of a file descriptor.
///
/// It is not copyable, so a descriptor is closed exactly once: by `close()`, or when its owner goes away. Dropping an
/// open one closes it rather than trapping, because that is what every error path means, and there is no second owner
/// to surprise.
package struct FileHandle: ~Copyable, Sendable {
    /// The number that system calls take. It is invalid once the handle is gone: do not store it.
    package let descriptor: Int32

    /// Takes ownership of an open descriptor.
    package init(owning descriptor: Int32) {
        precondition(descriptor >= 0, "descriptor \(descriptor)")
        self.descriptor = descriptor
    }

    deinit {
        // Linux releases the descriptor even where it reports an error (EINTR, EIO), so there is nothing to retry.
        let result = Glibc.close(descriptor)
        precondition(result == 0 || errno != EBADF, "descriptor \(descriptor) was closed behind its owner's back")
    }

    /// Closes the descriptor here and now; the same as dropping the handle, made explicit.
    package consuming func close() {}
}

/// A lock on a file that only one process can hold at a time (`flock`). The kernel releases it when the holder ends,
/// however it ends; the file stays.
package final class FileLock: Sendable {
    private let handle: FileHandle

    /// Creates the file, readable by its owner alone, if it does not exist, and takes the lock. Never waits.
    ///
    /// Throws `EWOULDBLOCK` while another process, or another lock of this one, holds it; otherwise the reason why the
    /// file cannot be opened.
    package init(path: String) throws(Errno) {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Errno.current }
        handle = FileHandle(owning: descriptor)
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { throw Errno.current }
    }
}

/// What distinguishes one state of a file from another without reading it: another inode, size or time is another file.
/// Links are followed, so that pointing a link to another file is a change.
package struct FileStamp: Hashable, Sendable {
    private let device: UInt
    private let inode: UInt
    private let bytes: Int
    private let written: Moment
    /// Change time of the inode too, which reveals a file that was put in place by renaming, and changed rights.
    private let changed: Moment

    private struct Moment: Hashable {
        let seconds: Int
        let nanoseconds: Int

        init(_ time: timespec) {
            seconds = time.tv_sec
            nanoseconds = time.tv_nsec
        }
    }

    /// nil if the file does not exist or may not be inspected.
    package init?(path: String) {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        device = status.st_dev
        inode = status.st_ino
        bytes = status.st_size
        written = Moment(status.st_mtim)
        changed = Moment(status.st_ctim)
    }
}
