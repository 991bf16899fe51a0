/// Puts the demo's screen on the terminal, or where there is none writes plain lines now and then.
struct DemoDisplay {
    private static let terminalMillis: Int64 = 1_000
    private static let plainMillis: Int64 = 2_000

    private let isTerminal = Terminal.showsOutput

    /// How long a screen stays.
    var pauseMillis: Int64 { isTerminal ? Self.terminalMillis : Self.plainMillis }

    func begin() {
        if isTerminal { Terminal.write("\u{1B}[?25l\u{1B}[2J") }
    }

    func show(_ screen: DemoScreen) {
        if isTerminal {
            // Each line is written over the one before and cleared behind, so that nothing flickers.
            let lines = screen.lines.map { $0 + "\u{1B}[K\n" }
            Terminal.write("\u{1B}[H" + lines.joined() + "\u{1B}[J")
        } else {
            Terminal.write(screen.plainLines.map { $0 + "\n" }.joined())
        }
    }

    /// Gives the terminal back as it was.
    func end() {
        Terminal.write(isTerminal ? "\u{1B}[?25h\nThe demo has ended.\n" : "The demo has ended.\n")
    }
}
