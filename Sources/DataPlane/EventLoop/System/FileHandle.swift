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
