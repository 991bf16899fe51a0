import Foundation

/// What is written where a person looks.
enum Terminal {
    /// Standard error is a terminal.
    static var showsErrors: Bool { isatty(STDERR_FILENO) == 1 }
    /// Standard output is a terminal.
    static var showsOutput: Bool { isatty(STDOUT_FILENO) == 1 }

    static func write(_ text: String) {
        FileHandle.standardOutput.write(Data(text.utf8))
    }

    static func writeError(_ text: String) {
        FileHandle.standardError.write(Data(text.utf8))
    }

    /// Milliseconds since 1970.
    static var now: Int64 { Int64((Date().timeIntervalSince1970 * 1_000).rounded()) }
}
