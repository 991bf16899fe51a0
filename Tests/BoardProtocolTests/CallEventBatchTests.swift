import TestSupport
import Testing

@testable import BoardProtocol

@Suite("The body of a feed is taken apart without losing a good event")
struct CallEventBatchTests {
    private func event(_ id: String) -> String {
        #"{"id":"\#(id)","type":"call.queued","time":"2026-11-24T09:30:00Z","callId":"c"}"#
    }

    private func batch(
        _ body: String, _ format: CallEventBatch.Format? = nil, _ limits: CallEventLimits = CallEventLimits()
    ) throws(CallEventBatch.BodyError) -> CallEventBatch {
        try CallEventBatch(Array(body.utf8), format: format, limits: limits)
    }

    /// "line:id" of the valid ones, "line!" of the invalid ones.
    private func outline(_ batch: CallEventBatch) -> [String] {
        batch.events.map { "\($0.line):\($0.message.id)" } + batch.rejected.map { "\($0.line)!" }
    }

    @Test("lines end with LF or CR LF, the last may not; blank ones are passed over and counted")
    func lines() throws {
        #expect(outline(try batch("\(event("a"))\n\(event("b"))\r\n\n \t\r\n\(event("c"))")) == ["1:a", "2:b", "5:c"])
        #expect(outline(try batch("\(event("a"))\n")) == ["1:a"])
        #expect(outline(try batch("")) == [])
        #expect(outline(try batch("\n\r\n")) == [])
    }

    @Test("a body that is read bit by bit gives what it gives at once", arguments: [1, 2, 3, 7])
    func bitByBit(most: Int) throws {
        let lines = "\(event("a"))\nnonsense\r\n\n \n\(event("b"))\n{}\n\(event("c"))"
        for body in [lines, "[\(event("a")), 3, \(event("b"))]", "[]", ""] {
            var reader = CallEventReader(Array(body.utf8))
            while try reader.read(most: most) {}
            #expect(try reader.batch == batch(body), "\(body)")
            #expect(try !reader.read(most: most))
        }
    }

    @Test("a bad line is rejected with its number and reason, and the others are taken")
    func badLines() throws {
        let batch = try batch("\(event("a"))\nnonsense\n{}\n[]\n\(event("b"))\n\u{FEFF}\(event("c"))", .lines)
        #expect(outline(batch) == ["1:a", "5:b", "2!", "3!", "4!", "6!"])
        #expect(
            batch.rejected.map(\.reason) == [
                "not JSON: this byte cannot stand here (byte 1)", "id is missing", "not a JSON object",
                "not JSON: this byte cannot stand here (byte 0)",
            ])
    }

    @Test("bytes that are not UTF-8 cost only their line")
    func badEncoding() throws {
        var body = Array(event("a").utf8) + [0x0A]
        body += Array(#"{"id":""#.utf8) + [0xFF] + Array(#""}"#.utf8) + [0x0A]
        body += Array(event("b").utf8)
        #expect(outline(try CallEventBatch(body)) == ["1:a", "3:b", "2!"])
    }

    @Test("an array is read element by element, over lines and with whitespace")
    func arrays() throws {
        let body = " [\n\(event("a")) ,\n{\"id\":7},\(event("b")), 5 ]\r\n"
        for format in [nil, .array] as [CallEventBatch.Format?] {
            let batch = try batch(body, format)
            #expect(outline(batch) == ["1:a", "3:b", "2!", "4!"])
            #expect(batch.rejected.map(\.reason) == ["id is not a string", "not a JSON object"])
        }
        #expect(outline(try batch("[]")) == [])
    }

    @Test("an element that breaks no bracket costs only itself")
    func badElements() throws {
        let twice = #"{"id":"x","id":"x"}"#
        let huge = #"{"id":1e999}"#
        #expect(outline(try batch("[\(twice),\(event("a")),\(huge)]")) == ["2:a", "1!", "3!"])
    }

    @Test(
        "a broken array is refused as a whole",
        arguments: [
            "[", "[1", "[1,", "[1,]", "[,]", "[1 2]", "[1]]", "[1],[2]", #"["a]"#, #"[{"a":1]"#, "[nul]", "[{]}",
            #"["\x"]"#,
        ])
    func brokenArrays(_ body: String) {
        #expect(throws: CallEventBatch.BodyError.self) { try batch(body) }
        #expect(throws: CallEventBatch.BodyError.self) { try batch(body, .array) }
    }

    @Test("what is announced as an array has to be one")
    func notAnArray() {
        do throws(CallEventBatch.BodyError) {
            _ = try batch(event("a"), .array)
            Issue.record("was taken")
        } catch {
            #expect(error.reason == "not a JSON array: this byte cannot stand here (byte 0)")
        }
        #expect(throws: CallEventBatch.BodyError.self) { try batch("", .array) }
    }

    @Test("what is announced as lines is read as lines, whatever it begins with")
    func linesOfArrays() throws {
        #expect(outline(try batch("[1\n\(event("a"))", .lines)) == ["2:a", "1!"])
    }

    @Test("an event longer than its bound is rejected by itself")
    func longEvents() throws {
        var limits = CallEventLimits()
        limits.maxEventBytes = event("a").utf8.count
        #expect(
            outline(try batch("\(event("a"))\n\(event("bb"))\n\(event("c"))", .lines, limits)) == ["1:a", "3:c", "2!"])
        let batch = try batch("[\(event("a")),\(event("bb")),\(event("c"))]", .array, limits)
        #expect(outline(batch) == ["1:a", "3:c", "2!"])
        #expect(batch.rejected[0].reason.hasPrefix("not JSON: the text is longer than allowed"))
    }

    @Test("an event with too many members is rejected by itself")
    func fullEvents() throws {
        var limits = CallEventLimits()
        limits.maxEventMembers = 4
        let full = event("b").dropLast() + #","x":1}"#
        #expect(outline(try batch("\(event("a"))\n\(full)", .lines, limits)) == ["1:a", "2!"])
        #expect(outline(try batch("[\(full),\(event("a"))]", .array, limits)) == ["2:a", "1!"])
    }

    @Test("a body has a bounded number of events, bad ones included")
    func manyEvents() throws {
        var limits = CallEventLimits()
        limits.maxEvents = 2
        #expect(outline(try batch("\(event("a"))\n\n\nx", .lines, limits)) == ["1:a", "4!"])
        for body in ["\(event("a"))\nx\n\(event("b"))", "[1,2,3]"] {
            do throws(CallEventBatch.BodyError) {
                _ = try batch(body, nil, limits)
                Issue.record("was taken")
            } catch {
                #expect(error == .tooManyEvents(limit: 2))
                #expect(error.reason == "more than 2 events in one body")
            }
        }
    }

    @Test("what is encoded as lines is taken apart as the same events", arguments: 0..<5)
    func roundTrip(seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        let events = (0..<100).map { _ in CallEventMessage.random(using: &generator) }
        let batch = try CallEventBatch(CallEventBatch.encode(events))
        #expect(batch.events.map(\.message) == events, "seed \(seed)")
        #expect(batch.events.map(\.line) == Array(1...100), "seed \(seed)")
        #expect(batch.rejected.isEmpty, "seed \(seed)")
    }

    @Test("garbage in one line never traps and never costs another", arguments: 0..<10)
    func garbage(seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        for _ in 0..<300 {
            let bad = CallEventMessage.random(using: &generator).encode().mutated(using: &generator)
            let body = Array(event("a").utf8) + [0x0A] + bad + [0x0A] + Array(event("z").utf8)
            let ids = try CallEventBatch(body, format: .lines).events.map(\.message.id)
            #expect(ids.first == "a" && ids.last == "z", "seed \(seed)")
            _ = try? CallEventBatch([0x5B] + bad + [0x2C] + bad + [0x5D])
        }
    }
}
