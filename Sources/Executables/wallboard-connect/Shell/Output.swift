import Foundation
import Glibc
import Logging

/// Standard output and error.
enum Output {
    static func write(_ bytes: [UInt8]) {
        try? FileHandle.standardOutput.write(contentsOf: Data(bytes))
    }

    static func write(_ text: String) { write(Array(text.utf8)) }

    static func writeError(_ text: String) {
        try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
    }

    /// A text from outside as a line of the log may hold it: up to 200 characters, without what ends a line or moves
    /// a cursor.
    static func clean(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.prefix(200).map {
                    [.control, .format, .lineSeparator, .paragraphSeparator].contains($0.properties.generalCategory)
                        ? "\u{FFFD}" : $0
                }))
    }
}

/// The time by this machine's clock.
enum Clock {
    /// Microseconds since 1970.
    static var now: Int64 { Int64((Date().timeIntervalSince1970 * 1_000_000).rounded()) }
}

/// Why the program cannot run as it was called.
enum ConnectFault: Error, CustomStringConvertible {
    case inUse(String)
    case misconfigured(String)

    var description: String {
        switch self {
        case .inUse(let directory): "another wallboard-connect uses \(directory)"
        case .misconfigured(let reason): reason
        }
    }

    /// The exit code for it (sysexits.h): EX_CONFIG.
    static let exitCode: Int32 = 78
}

/// Small files with one line.
enum TextFile {
    /// The first line of a file with a secret.
    static func line(_ path: String) throws(ConnectFault) -> String {
        guard let data = FileManager.default.contents(atPath: path), data.count <= 4_096,
            let line = String(decoding: data, as: UTF8.self).split(whereSeparator: \.isNewline).first
        else { throw .misconfigured("the file \(path) cannot be read, or does not hold one line") }
        return line.trimmingCharacters(in: .whitespaces)
    }
}

/// The log of the program, on standard error.
enum Log {
    static func make(_ level: Logger.Level) -> Logger {
        var logger = Logger(label: "wallboard-connect") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = level
        return logger
    }
}
