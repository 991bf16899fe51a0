/// One line on standard error that is written over while work goes on; where nobody looks, a line now and then.
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
