import Logging
import TestSupport
import Testing

@testable import Gateway

@Suite("No text of others forges a line of the log")
struct LineLogHandlerTests {
    /// What the next handler receives, as swift-log's own would write it.
    private func lines(_ write: (inout Logger) -> Void) -> [String] {
        let log = LogRecorder()
        var logger = Logger(label: "test", factory: { LineLogHandler(label: $0, next: log.handler) })
        write(&logger)
        return log.lines.map(\.wholeText)
    }

    @Test(
        "what ends a line, moves a cursor or turns the direction is escaped",
        arguments: ["\n", "\r", "\u{85}", "\u{2028}", "\u{2029}", "\u{1B}", "\u{0}", "\u{7F}", "\u{202E}", "\u{2066}"])
    func controls(_ control: String) {
        let text = "Ann\(control)2026-11-30 error wallboard: forged"
        let written = lines { logger in
            logger[metadataKey: "customer"] = "\(text)"
            logger.notice("\(text)", metadata: ["name": "\(text)", "list": ["\(text)"], "map": ["a": "\(text)"]])
        }
        #expect(written.count == 1)
        #expect(written.allSatisfy { !$0.contains(control) && $0.contains("\\u{") })
    }

    @Test("a value cannot be mistaken for several")
    func values() {
        let written = lines { logger in
            logger.notice(
                "a", metadata: ["name": "Ann role=provider", "quoted": "a\" b", "plain": "Zoë-7", "none": ""])
        }
        #expect(written == [#"a name="Ann role=provider" none="" plain=Zoë-7 quoted="a\" b""#])
        let escape = lines { logger in logger.notice("a", metadata: ["name": "x\\\" role=provider \\u{A}"]) }
        #expect(escape == [#"a name="x\\\" role=provider \\u{A}""#])
    }

    @Test("a long text is cut, and says so")
    func long() {
        let written = lines { logger in
            logger.notice("a", metadata: ["path": "/\(String(repeating: "x", count: 70_000))"])
        }
        #expect(written.map(\.unicodeScalars.count) == ["a path=".count + LogLimits.valueCharacters + 1])
        #expect(written.allSatisfy { $0.hasSuffix("x…") })
    }
}
