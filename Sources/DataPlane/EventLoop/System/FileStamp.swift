import Glibc

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
