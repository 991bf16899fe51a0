import TestSupport
import Testing
import Values

@Suite("The writer writes JSON and nothing else")
struct JSONWriterTests {
    private func written(_ write: (inout JSONWriter) -> Void) -> String {
        var json = JSONWriter()
        write(&json)
        return String(decoding: json.finish(), as: UTF8.self)
    }

    @Test("commas and colons come by themselves")
    func punctuation() {
        let text = written { json in
            json.beginObject()
            json.member("a", 1)
            json.key("b")
            json.beginArray()
            json.null()
            json.beginArray()
            json.endArray()
            json.beginObject()
            json.endObject()
            json.bool(false)
            json.endArray()
            json.member("c", true)
            json.key("d")
            json.raw(Array(#"{"x":1}"#.utf8))
            json.member("e", Instant(milliseconds: 0))
            json.endObject()
        }
        #expect(text == #"{"a":1,"b":[null,[],{},false],"c":true,"d":{"x":1},"e":"1970-01-01T00:00:00.000Z"}"#)
    }

    @Test("strings and keys are escaped where they must be and nowhere else")
    func escapes() {
        let text = written { json in
            json.beginObject()
            json.member("a\"\n", "\\ / \u{8}\u{C}\r\t\u{0}\u{1F}\u{7F} é€😀")
            json.endObject()
        }
        #expect(text == "{\"a\\\"\\n\":\"\\\\ / \\b\\f\\r\\t\\u0000\\u001f\u{7F} é€😀\"}")
    }

    @Test(
        "ratios have at most 4 decimals, in the shortest form",
        arguments: [
            (0, "0"), (1, "1"), (0.5, "0.5"), (0.25, "0.25"), (1.0 / 3, "0.3333"), (2.0 / 3, "0.6667"),
            (0.00004, "0"), (0.00005, "0.0001"), (0.99995, "1"), (0.9999, "0.9999"), (0.1, "0.1"), (0.0101, "0.0101"),
            (-0.0, "0"),
        ] as [(Double, String)])
    func ratios(_ value: Double, _ expected: String) {
        #expect(written { $0.ratio(value) } == expected)
    }

    @Test(
        "seconds have at most 3 decimals, in the shortest form",
        arguments: [
            (0, "0"), (1, "0.001"), (10, "0.01"), (100, "0.1"), (1_000, "1"), (1_500, "1.5"), (61_020, "61.02"),
            (-1, "-0.001"), (-2_000, "-2"), (.max, "9223372036854775.807"), (.min, "-9223372036854775.808"),
        ] as [(Int64, String)])
    func seconds(_ milliseconds: Int64, _ expected: String) {
        #expect(written { $0.seconds(milliseconds: milliseconds) } == expected)
    }

    @Test("seconds given as a number are rounded to the millisecond")
    func fractionalSeconds() {
        #expect(written { $0.seconds(12.3456) } == "12.346")
        #expect(written { $0.seconds(-0.0001) } == "0")
        #expect(written { $0.seconds(1e12) } == "1000000000000")
    }

    @Test("integers of every size are written in full")
    func integers() {
        #expect(written { $0.integer(Int64.min) } == "-9223372036854775808")
        #expect(written { $0.integer(UInt64.max) } == "18446744073709551615")
        #expect(written { $0.integer(UInt8(7)) } == "7")
        #expect(written { $0.integer(0) } == "0")
    }

    @Test("ratios and seconds are what rounding says, for many values", arguments: 0..<5)
    func rounding(seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        for _ in 0..<500 {
            let ratio = Double.random(in: 0...1, using: &generator)
            let readRatio = try #require(Double(written { $0.ratio(ratio) }), "seed \(seed)")
            #expect((readRatio - ratio).magnitude <= 0.00005 + 1e-12, "seed \(seed): \(ratio)")
            let milliseconds = Int64.random(in: -1_000_000_000...1_000_000_000, using: &generator)
            let readSeconds = try #require(Double(written { $0.seconds(milliseconds: milliseconds) }), "seed \(seed)")
            #expect((readSeconds * 1_000).rounded() == Double(milliseconds), "seed \(seed)")
        }
    }

    @Test("a value without a key, a second value and an open end are programmer errors")
    func misuse() async {
        await #expect(processExitsWith: .failure) {
            var json = JSONWriter()
            json.beginObject()
            json.integer(1)
        }
        await #expect(processExitsWith: .failure) {
            var json = JSONWriter()
            json.integer(1)
            json.integer(2)
        }
        await #expect(processExitsWith: .failure) {
            var json = JSONWriter()
            json.beginArray()
            _ = json.finish()
        }
        await #expect(processExitsWith: .failure) {
            var json = JSONWriter()
            json.beginArray()
            json.endObject()
        }
        await #expect(processExitsWith: .failure) {
            var json = JSONWriter()
            for _ in 0...JSONWriter.maxDepth { json.beginArray() }
        }
    }

    @Test("every number that a calculation may give has a text")
    func extremes() {
        #expect(written { $0.ratio(1.01) } == "1" && written { $0.ratio(-0.01) } == "0")
        #expect(written { $0.ratio(.infinity) } == "1" && written { $0.ratio(.nan) } == "null")
        #expect(written { $0.seconds(.infinity) } == "1000000000000")
        #expect(written { $0.seconds(-.infinity) } == "-1000000000000")
        #expect(written { $0.seconds(.nan) } == "null")
        #expect(written { $0.number(.infinity) } == "null" && written { $0.number(.nan) } == "null")
        for milliseconds in [Int64.min, .max] {
            #expect(Double(written { $0.seconds(milliseconds: milliseconds) }) == Double(milliseconds) / 1_000)
        }
    }

    @Test("arrays may be nested as deeply as the writer says")
    func depth() {
        let text = written { json in
            for _ in 0..<JSONWriter.maxDepth { json.beginArray() }
            for _ in 0..<JSONWriter.maxDepth { json.endArray() }
        }
        #expect(text == String(repeating: "[", count: 64) + String(repeating: "]", count: 64))
    }
}
