import BoardProtocol
import TestSupport
import Testing
import Values

@Suite("Names have one spelling")
struct NormalFormTests {
    /// Texts that are equal by canonical equivalence, each spelled in several ways; the first is normal form C.
    static let spellings: [[String]] = [
        ["caf\u{E9}", "cafe\u{301}"],
        ["\u{C5}ngstr\u{F6}m", "\u{212B}ngstro\u{308}m", "A\u{30A}ngstro\u{308}m"],
        ["\u{1EAD}", "a\u{323}\u{302}", "a\u{302}\u{323}", "\u{1EA1}\u{302}", "\u{E2}\u{323}"],
        ["\u{AC01}", "\u{1100}\u{1161}\u{11A8}", "\u{AC00}\u{11A8}"],
        ["\u{3A9}", "\u{2126}"],
        ["\u{915}\u{93C}", "\u{958}"],
        ["\u{5D9}\u{5B4}", "\u{FB1D}"],
    ]

    @Test("equal texts get equal bytes", arguments: spellings)
    func equalTextsGetEqualBytes(_ spellings: [String]) {
        for spelling in spellings {
            #expect(Array(spelling.normalised.utf8) == Array(spellings[0].utf8), "\(Array(spelling.unicodeScalars))")
            #expect(Array("  \(spelling)\u{A0}".normalisedName.utf8) == Array(spellings[0].utf8))
        }
    }

    @Test(
        "white space goes from the ends alone",
        arguments: [
            ("", ""), (" ", ""), (" \t\u{3000}\u{2003}\n", ""), (" a b ", "a b"), ("a", "a"), ("a\u{301} ", "\u{E1}"),
            // A mark on a space is a name, and so is what only looks empty.
            (" \u{301}a", "\u{301}a"), ("\u{200B}", "\u{200B}"), ("\u{2800}", "\u{2800}"),
            ("__proto__", "__proto__"), ("\u{202E}abc", "\u{202E}abc"),
        ])
    func trimming(_ text: String, _ expected: String) {
        #expect(Array(text.normalisedName.utf8) == Array(expected.utf8))
    }

    /// Swift compares by canonical equivalence; equal texts must have equal bytes.
    @Test("random texts that are equal have equal bytes")
    func randomTextsThatAreEqualHaveEqualBytes() {
        let seed = UInt64.random(in: 0...UInt64.max)
        var generator = SplitMix64(seed: seed)
        let alphabet: [Unicode.Scalar] = [
            "a", "e", "o", " ", "\u{301}", "\u{302}", "\u{308}", "\u{323}", "\u{327}", "\u{E9}", "\u{EA}", "\u{1EBF}",
            "\u{1100}",
            "\u{1161}", "\u{11A8}", "\u{AC00}", "\u{212B}", "\u{5D9}", "\u{5B4}", "\u{FB1D}", "\u{1F600}",
        ]
        var found: [String: String] = [:]
        for _ in 0..<20_000 {
            var scalars = String.UnicodeScalarView()
            for _ in 0..<Int.random(in: 0...4, using: &generator) {
                scalars.append(alphabet[Int.random(in: 0..<alphabet.count, using: &generator)])
            }
            let text = String(scalars)
            let normal = text.normalised
            #expect(normal == text && Array(normal.normalised.utf8) == Array(normal.utf8), "seed \(seed)")
            // A dictionary finds a text by canonical equivalence.
            let same = found[text, default: normal]
            #expect(Array(same.utf8) == Array(normal.utf8), "seed \(seed)")
            found[text] = normal
            let name = text.normalisedName
            #expect(Array(name.normalisedName.utf8) == Array(name.utf8), "seed \(seed)")
        }
    }

    @Test("every text of a call event is read in normal form")
    func everyTextOfACallEventIsReadInNormalForm() throws {
        let event = try CallEventMessage(
            parsing: JSON(
                parsing: Array(
                    #"""
                    {"id":"e\u0301","type":"call.queued","time":"2026-11-24T09:30:00Z","callId":"c\u0301","queue":
                    " cafe\u0301 ","agent":"\u3000","caller":"o\u0308\t"}
                    """#.utf8)))
        guard case .call(let call) = event.content else {
            Issue.record("\(event)")
            return
        }
        let texts = [event.id, call.id, call.queue, call.caller].map { $0.map { Array($0.utf8) } }
        #expect(texts == ["\u{E9}", "\u{107}", "caf\u{E9}", "\u{F6}"].map { Array($0.utf8) })
        #expect(call.agent == nil)
        let agent = #"{"id":"e","type":"agent.state","time":"2026-11-24T09:30:00Z","state":"paused","#
        let report = try CallEventMessage(
            parsing: JSON(parsing: Array((agent + #""agent":" e\u0301","pauseReason":" e\u0301"}"#).utf8)))
        #expect(
            report.content
                == .agent(CallEventMessage.Agent(name: "\u{E9}", state: .paused, pauseReason: "\u{E9}")))
        #expect(!"\(report)".unicodeScalars.contains("\u{301}"))
        #expect(throws: MessageError.self) {
            _ = try CallEventMessage(parsing: JSON(parsing: Array((agent + #""agent":" \u3000"}"#).utf8)))
        }
    }
}
