import Foundation

/// Writes answers to standard output, each with a line end. When nobody reads any more (a closed pipe) the program
/// ends like one that a signal ended; when there is no room, it says so.
enum Console {
    /// 128 and the number of SIGPIPE: what a shell shows for a program that wrote to a closed pipe.
    static let closedPipe: Int32 = 141

    static func write(_ text: String) throws(CommandFailure) {
        try write(Array(text.utf8))
    }

    static func write(_ bytes: [UInt8]) throws(CommandFailure) {
        try writePart(bytes + [UInt8(ascii: "\n")])
    }

    /// Writes without a line end.
    static func writePart(_ bytes: [UInt8]) throws(CommandFailure) {
        do {
            try FileHandle.standardOutput.write(contentsOf: Data(bytes))
        } catch {
            if isClosedPipe(error) { exit(closedPipe) }
            throw CommandFailure(outcome: .notWritten, sentence: "the answer cannot be written: \(error)")
        }
    }

    /// Writes what is neither an answer nor an error, such as a question, to standard error.
    static func note(_ text: String, terminator: String = "\n") {
        // There is no third place to report that the second is gone.
        try? FileHandle.standardError.write(contentsOf: Data((text + terminator).utf8))
    }

    static func complain(_ sentence: String) {
        note("wallboardctl: \(sentence)")
    }

    /// Clears the terminal and writes `text` at its top, in one write, so that nothing flickers.
    static func redraw(_ text: String) throws(CommandFailure) {
        try write("\u{1B}[H\u{1B}[2J\u{1B}[3J" + text)
    }

    static var isTerminal: Bool { isatty(STDOUT_FILENO) == 1 }

    /// Whether a person can be asked: both the question and the answer use a terminal.
    static var canAsk: Bool { isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1 }

    /// Asks until the answer is yes or no; the end of the input is no.
    static func confirms(_ question: String) -> Bool {
        while true {
            note("\(question) [y/n] ", terminator: "")
            switch readLine()?.lowercased() {
            case "y", "yes": return true
            case nil, "n", "no": return false
            default: continue
            }
        }
    }

    private static func isClosedPipe(_ error: any Error) -> Bool {
        var cause: NSError? = error as NSError
        while let found = cause {
            if found.domain == NSPOSIXErrorDomain && found.code == Int(EPIPE) { return true }
            cause = found.userInfo[NSUnderlyingErrorKey] as? NSError
        }
        return false
    }
}
