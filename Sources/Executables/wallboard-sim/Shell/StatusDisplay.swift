import Foundation
import Glibc
import Synchronization

/// A block of text on standard error that is overwritten again and again; if nobody watches, a line now and then.
final class StatusDisplay: Sendable {
    private static let plainMillis: Int64 = 5_000

    private struct Shown {
        var lines = 0
        var nextLineAt: Int64 = 0
    }

    private let isTerminal = Terminal.showsErrors
    private let shown = Mutex(Shown())

    func show(_ block: String, orLine line: String) {
        shown.withLock { shown in
            if isTerminal {
                let up = shown.lines > 0 ? "\u{1B}[\(shown.lines)A\r\u{1B}[J" : ""
                Terminal.writeError(up + block + "\n")
                shown.lines = block.count { $0 == "\n" } + 1
            } else if Terminal.now >= shown.nextLineAt {
                shown.nextLineAt = Terminal.now + Self.plainMillis
                Terminal.writeError(line + "\n")
            }
        }
    }

    /// Leaves the last block as it is: the next one comes below what is written now.
    func leave() {
        shown.withLock { $0.lines = 0 }
    }

    func finish(_ line: String) {
        Terminal.writeError(line + "\n")
    }
}

/// One line on standard error that is overwritten while work goes on; if nobody watches, a line now and then.
struct ProgressLine {
    private static let terminalMillis: Int64 = 500
    private static let plainMillis: Int64 = 5_000

    private let isTerminal = Terminal.showsErrors
    private var nextAt: Int64 = 0

    /// Writes `text` if it is time for it.
    mutating func show(_ text: @autoclosure () -> String, at now: Int64) {
        guard now >= nextAt else { return }
        nextAt = now + (isTerminal ? Self.terminalMillis : Self.plainMillis)
        Terminal.writeError(isTerminal ? "\r\u{1B}[K\(text())" : "\(text())\n")
    }

    /// Writes the last state, which stays.
    func finish(_ text: String) {
        Terminal.writeError(isTerminal ? "\r\u{1B}[K\(text)\n" : "\(text)\n")
    }
}

/// Whether a person watches the output.
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

extension String {
    /// With spaces after it, up to `width` characters.
    func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - count))
    }

    /// With spaces before it, up to `width` characters.
    func leftPadded(to width: Int) -> String {
        String(repeating: " ", count: max(0, width - count)) + self
    }
}

/// The bounds of numbers in options, so that no sum of them leaves the range of its type.
enum OptionLimits {
    /// How long anything may last, in seconds. Default a year: longer than anybody watches a simulator.
    static let seconds = 31_536_000.0
    /// How often anything may happen in a second. Default a million, more than one machine can do.
    static let perSecond = 1_000_000.0
    /// How seldom, in a second: what is seldomer would have to wait for longer than a moment can be. Default 0.001.
    static let minPerSecond = 0.001
    /// How many times as fast as real a day may be played; the other way round it is the slowest. Default a million: a
    /// day in a tenth of a second.
    static let speed = 1_000_000.0

    /// Whether a number is above 0 and not above `bound`.
    static func allow(_ number: Double?, upTo bound: Double) -> Bool {
        number.map { $0 > 0 && $0 <= bound } ?? true
    }

    /// Whether anything may happen so often in a second, or in an hour.
    static func allowsRate(_ rate: Double) -> Bool { (minPerSecond...perSecond).contains(rate) }

    /// Whether days may be played so fast.
    static func allowsSpeed(_ factor: Double) -> Bool { (1 / speed...speed).contains(factor) }
}
