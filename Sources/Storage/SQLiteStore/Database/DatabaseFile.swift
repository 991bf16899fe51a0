import Foundation
import Glibc
import Store

/// The database file in its directory. SQLite keeps two more beside it, with `-wal` and `-shm` at the end.
package enum DatabaseFile {
    /// The name of the first of the three.
    package static let name = "wallboard.sqlite"

    /// Makes the directory (mode 0700) and an empty file (mode 0600) where they are missing, and returns the path of the
    /// file. SQLite gives its other files the mode of this one.
    ///
    /// Throws an error of Foundation, or `StoreError.unavailable`.
    static func prepare(in directory: String) throws -> String {
        try FileManager.default.createDirectory(
            atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        let path = URL(filePath: directory, directoryHint: .isDirectory).appending(component: name).path
        // The mode is set as the file comes into being, and a file that another process makes meanwhile is left alone.
        let file = open(path, O_RDONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        if file >= 0 {
            Glibc.close(file)
        } else if errno != EEXIST {
            throw StoreError.unavailable(reason: "\(path): \(String(cString: strerror(errno)))")
        }
        return path
    }
}
