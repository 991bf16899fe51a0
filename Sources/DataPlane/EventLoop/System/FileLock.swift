import Glibc

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
