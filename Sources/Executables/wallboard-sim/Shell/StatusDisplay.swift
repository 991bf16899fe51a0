import Synchronization

/// A block of text on standard error that is written over again and again; where nobody looks, a line now and then.
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
