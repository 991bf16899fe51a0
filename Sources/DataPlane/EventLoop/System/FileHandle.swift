import CLinux
import Glibc

/// The one owner of a file descriptor.
///
/// It is not copyable, so a descriptor is closed exactly once: by `close()`, or when its owner goes away. Dropping an open
/// one closes it rather than traps, because on every error path that is what is meant, and there is no second owner
/// that could be surprised.
package struct FileHandle: ~Copyable, Sendable {
    /// The number that system calls take. It means nothing once the handle is gone: do not store it.
    package let descriptor: Int32

    /// Takes ownership of an open descriptor.
    package init(owning descriptor: Int32) {
        precondition(descriptor >= 0, "descriptor \(descriptor)")
        self.descriptor = descriptor
    }

    deinit {
        // Linux releases the descriptor even where it reports an error (EINTR, EIO), so there is nothing to try again.
        let result = Glibc.close(descriptor)
        precondition(result == 0 || errno != EBADF, "descriptor \(descriptor) was closed behind its owner's back")
    }

    /// Closes the descriptor here and now; the same as letting go of the handle, said out loud.
    package consuming func close() {}
}

/// A lock on a file that one process can hold at a time (`flock`). The kernel lets it go when the holder ends, however it
/// ends; the file stays.
package final class FileLock: Sendable {
    private let handle: FileHandle

    /// Makes the file, readable by its owner alone, if it is not there, and takes the lock. Never waits.
    ///
    /// Throws `EWOULDBLOCK` while another process, or another lock of this one, holds it; else why the file cannot be
    /// opened.
    package init(path: String) throws(Errno) {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Errno.current }
        handle = FileHandle(owning: descriptor)
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { throw Errno.current }
    }
}

/// What tells one state of a file from another without reading it: another inode, size or time is another file. Links are
/// followed, so that a link that is set to another file is a change.
package struct FileStamp: Hashable, Sendable {
    private let device: UInt
    private let inode: UInt
    private let bytes: Int
    private let written: Moment
    /// Of the inode too, which tells of a file that was put in place by renaming, and of changed rights.
    private let changed: Moment

    private struct Moment: Hashable {
        let seconds: Int
        let nanoseconds: Int

        init(_ time: timespec) {
            seconds = time.tv_sec
            nanoseconds = time.tv_nsec
        }
    }

    /// nil where there is no file, or none that may be looked at.
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
