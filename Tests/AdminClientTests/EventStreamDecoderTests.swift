import TestSupport
import Testing

@testable import AdminClient

@Suite("Server-sent events")
struct EventStreamDecoderTests {
    private func events(_ text: String, most: Int = 1_000) throws -> [ServerSentEvent] {
        var decoder = EventStreamDecoder(maxEventBytes: most)
        return try decoder.take(text.utf8)
    }

    @Test("names, numbers, data in several lines, comments and what is not known")
    func fields() throws {
        let text =
            "\u{FEFF}retry: 3000\n: hello\n\nevent: board\nid: 7\ndata: {\"a\":1,\ndata:  \"b\":2}\nnew: x\n\n"
            + "data\n\nevent: lost\n\ndata:x"
        #expect(
            try events(text) == [
                ServerSentEvent(name: "board", data: "{\"a\":1,\n \"b\":2}", id: "7"),
                ServerSentEvent(name: "message", data: "", id: "7"),
            ])
    }

    @Test("the wait that the stream asks for is kept, and nonsense ignored")
    func retry() throws {
        var decoder = EventStreamDecoder(maxEventBytes: 100)
        _ = try decoder.take("retry: 3000\nretry: soon\nretry: 99999999999999999999\n".utf8)
        #expect(decoder.retryMilliseconds == 3_000)
    }

    @Test("any cut and any line end gives the same events")
    func cuts() throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = SplitMix64(seed: seed)
        for _ in 0..<200 {
            let lines = ["event: board", "data: é😀", ": c", "", "id: 1", "data: 2", "data: 3", "", ""]
            // The same all through: a carriage return before a line feed would end one line and not two.
            let end = ["\n", "\r", "\r\n"].randomElement(using: &random) ?? "\n"
            let bytes = lines.flatMap { Array(($0 + end).utf8) }
            var decoder = EventStreamDecoder(maxEventBytes: 100)
            var found: [ServerSentEvent] = []
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = Int.random(in: 1...rest.count, using: &random)
                found += try decoder.take(rest.prefix(count))
                rest = rest.dropFirst(count)
            }
            #expect(
                found == [
                    ServerSentEvent(name: "board", data: "é😀", id: nil),
                    ServerSentEvent(name: "message", data: "2\n3", id: "1"),
                ], "seed \(seed)")
        }
    }

    @Test("no line and no event is longer than the bound")
    func bounds() throws {
        #expect(try events("data: 12345\n\n", most: 11).first?.data == "12345")
        #expect(throws: EventStreamDecoder.TooLong.self) { try events("data: 123456", most: 11) }
        #expect(throws: EventStreamDecoder.TooLong.self) {
            try events("data: 12345\ndata: 12345\ndata: 12345\n", most: 11)
        }
        #expect(throws: EventStreamDecoder.TooLong.self) {
            try events(String(repeating: "data:\n", count: 50), most: 11)
        }
    }

    @Test("a lost stream is opened ever later, within the bounds, and at once not")
    func delays() {
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = SplitMix64(seed: seed)
        var delay = ReconnectDelay(AdminClientLimits())
        for failures in 0..<100 {
            let wait = delay.afterFailure(told: nil, using: &random)
            let full = min(1_000 << min(failures, 10), 30_000)
            #expect((max(1_000, full / 2)...full).contains(wait), "seed \(seed), failure \(failures)")
        }
        delay.succeeded()
        #expect(delay.afterFailure(told: nil, using: &random) == 1_000, "seed \(seed)")
        #expect(delay.afterFailure(told: 12_000, using: &random) >= 12_000, "seed \(seed)")
        #expect(delay.afterFailure(told: 3_600_000, using: &random) == 30_000, "seed \(seed)")
    }
}
