import Foundation
import TestSupport
import Testing

@testable import Values

@Suite("JSON is read strictly by RFC 8259")
struct JSONParserTests {
    @Test(
        "what the RFC allows is taken",
        arguments: [
            ("null", .null), (" true ", .bool(true)), ("\t\n\r false", .bool(false)),
            ("0", .integer(0)), ("-0", .integer(0)), ("42", .integer(42)), ("-1", .integer(-1)),
            ("9223372036854775807", .integer(.max)), ("-9223372036854775808", .integer(.min)),
            ("9223372036854775808", .number(9_223_372_036_854_775_808)),
            ("0.5", .number(0.5)), ("-0.0", .number(0)), ("1e3", .number(1_000)), ("1E+2", .number(100)),
            ("123.456e-2", .number(1.23456)), ("1.0", .number(1)), ("0e1", .number(0)), ("1e-400", .number(0)),
            (#""""#, .string("")), (#""abc""#, .string("abc")),
            (#""\"\\\/\b\f\n\r\t""#, .string("\"\\/\u{8}\u{C}\n\r\t")),
            (#""\u0041\u00e9\u20AC""#, .string("Aé€")), (#""\ud83d\ude00""#, .string("😀")),
            (#""\uDBFF\uDFFF""#, .string("\u{10FFFF}")), (#""\u0000""#, .string("\0")),
            ("\"\u{7F}€😀\u{2028}\"", .string("\u{7F}€😀\u{2028}")), (#""\\u0041""#, .string("\\u0041")),
            ("[]", .array([])), ("[ ]", .array([])),
            ("[1 , [ ] ,\n\"a\"]", .array([.integer(1), .array([]), .string("a")])),
            ("{}", .object(JSONObject())), ("{ }", .object(JSONObject())),
            (#"{"":null}"#, .object(JSONObject([.init(key: "", value: .null)])!)),
            (
                #"{"b":1 , "a" : {"c":[true]}}"#,
                .object(
                    JSONObject([
                        .init(
                            key: "a",
                            value: .object(JSONObject([.init(key: "c", value: .array([.bool(true)]))])!)),
                        .init(key: "b", value: .integer(1)),
                    ])!)
            ),
        ] as [(String, JSON)])
    func accepts(_ text: String, _ expected: JSON) throws {
        #expect(try JSON(parsing: Array(text.utf8)) == expected)
    }

    @Test(
        "what the RFC does not allow is refused, with the place and the reason",
        arguments: [
            ("", 0, .unexpectedEnd), ("  ", 2, .unexpectedEnd), ("nul", 3, .unexpectedEnd),
            ("nulL", 3, .unexpectedByte), ("True", 0, .unexpectedByte), ("NaN", 0, .unexpectedByte),
            ("Infinity", 0, .unexpectedByte), ("-Infinity", 1, .badNumber), ("undefined", 0, .unexpectedByte),
            ("null null", 5, .trailingBytes), ("1]", 1, .trailingBytes), ("nullx", 4, .trailingBytes),
            ("\u{FEFF}1", 0, .unexpectedByte), ("\u{A0}1", 0, .unexpectedByte), ("\u{C}1", 0, .unexpectedByte),
            ("01", 1, .trailingBytes), ("-01", 2, .trailingBytes), ("+1", 0, .unexpectedByte),
            ("-", 1, .unexpectedEnd), ("-a", 1, .badNumber), (".5", 0, .unexpectedByte), ("1.", 2, .unexpectedEnd),
            ("1.e1", 2, .badNumber), ("1e", 2, .unexpectedEnd), ("1e+", 3, .unexpectedEnd), ("1eE1", 2, .badNumber),
            ("0x10", 1, .trailingBytes), ("1_0", 1, .trailingBytes), ("1 000", 2, .trailingBytes),
            ("1e400", 0, .numberOutOfRange), ("-1e400", 0, .numberOutOfRange),
            (#"""#, 1, .unexpectedEnd), (#""abc"#, 4, .unexpectedEnd), (#""\"#, 2, .unexpectedEnd),
            (#""\a""#, 2, .badEscape), (#""\'""#, 2, .badEscape), (#""\U0041""#, 2, .badEscape),
            (#""\x41""#, 2, .badEscape), (#""\u004""#, 6, .badEscape), (#""\u00G1""#, 5, .badEscape),
            (#""\u00"#, 5, .unexpectedEnd), ("'a'", 0, .unexpectedByte),
            ("\"a\nb\"", 2, .controlCharacter), ("\"\t\"", 1, .controlCharacter), ("\"\0\"", 1, .controlCharacter),
            ("\"\\n\u{1F}\"", 3, .controlCharacter),
            (#""\ud83d""#, 1, .loneSurrogate), (#""\ud83dx""#, 1, .loneSurrogate),
            (#""\ude00""#, 1, .loneSurrogate), (#""\ud83d\ud83d""#, 1, .loneSurrogate),
            (#""\ud83d\u0041""#, 1, .loneSurrogate), (#""\ud83d\n""#, 1, .loneSurrogate),
            (#""\ude00\ud83d""#, 1, .loneSurrogate),
            ("[", 1, .unexpectedEnd), ("[1", 2, .unexpectedEnd), ("[1,", 3, .unexpectedEnd),
            ("[1,]", 3, .unexpectedByte), ("[,1]", 1, .unexpectedByte), ("[1,,2]", 3, .unexpectedByte),
            ("[1 2]", 3, .unexpectedByte), ("[1}", 2, .unexpectedByte), ("]", 0, .unexpectedByte),
            ("{", 1, .unexpectedEnd), (#"{"a""#, 4, .unexpectedEnd), (#"{"a":"#, 5, .unexpectedEnd),
            (#"{"a":1"#, 6, .unexpectedEnd), (#"{"a":1,}"#, 7, .unexpectedByte), (#"{,}"#, 1, .unexpectedByte),
            (#"{a:1}"#, 1, .unexpectedByte), (#"{1:1}"#, 1, .unexpectedByte), (#"{"a" 1}"#, 5, .unexpectedByte),
            (#"{"a":}"#, 5, .unexpectedByte), (#"{"a"}"#, 4, .unexpectedByte), (#"{"a":1 "b":2}"#, 7, .unexpectedByte),
            (#"{"a":1]"#, 6, .unexpectedByte), (#"{null:1}"#, 1, .unexpectedByte),
            ("[1] // end", 4, .trailingBytes), ("/**/1", 0, .unexpectedByte), ("{}{}", 2, .trailingBytes),
            (#"{"a":1,"a":1}"#, 0, .duplicateKey), (#"{"b":1,"a":2,"b":3}"#, 0, .duplicateKey),
            (#"[{"a":1,"\u0061":2}]"#, 1, .duplicateKey),
        ] as [(String, Int, JSONError.Reason)])
    func refuses(_ text: String, _ offset: Int, _ reason: JSONError.Reason) {
        #expect(throws: JSONError(offset: offset, reason: reason)) { try JSON(parsing: Array(text.utf8)) }
    }

    @Test(
        "text that is not UTF-8 is refused, in keys and values, with and without escapes",
        arguments: [
            ([0x22, 0xFF, 0x22], 1), ([0x22, 0x61, 0xC3, 0x22], 2), ([0x22, 0xC0, 0x80, 0x22], 1),
            ([0x22, 0xED, 0xA0, 0x80, 0x22], 1), ([0x22, 0xF4, 0x90, 0x80, 0x80, 0x22], 1), ([0x22, 0x80, 0x22], 1),
            ([0x7B, 0x22, 0xE2, 0x82, 0x22, 0x3A, 0x31, 0x7D], 2), ([0x22, 0x5C, 0x6E, 0xFF, 0x22], 1),
        ] as [([UInt8], Int)])
    func refusesOtherEncodings(_ bytes: [UInt8], _ offset: Int) {
        #expect(throws: JSONError(offset: offset, reason: .notUTF8)) { try JSON(parsing: bytes) }
    }

    @Test("keys are compared byte by byte, so a composed and a decomposed letter are two")
    func keysAreBytes() throws {
        let text = "{\"\u{E9}\":1,\"e\u{301}\":2}"
        let json = try JSON(parsing: Array(text.utf8))
        #expect(json["\u{E9}"] == .integer(1))
        #expect(json["e\u{301}"] == .integer(2))
        #expect(JSON.string("\u{E9}") != .string("e\u{301}"))
    }

    @Test("members are equal in any order, and come out sorted by the bytes of their keys")
    func membersAreSorted() throws {
        let json = try JSON(parsing: Array(#"{"b":2,"é":4,"a":1,"Z":0,"z":3}"#.utf8))
        #expect(json == (try JSON(parsing: Array(#"{"a":1,"Z":0,"z":3,"b":2,"é":4}"#.utf8))))
        #expect(String(decoding: json.encode(), as: UTF8.self) == #"{"Z":0,"a":1,"b":2,"z":3,"é":4}"#)
    }

    @Test("a text may be as long, as deep and as full as its limits say, and no more")
    func limits() throws {
        var limits = JSONLimits()
        limits.maxBytes = 20
        limits.maxDepth = 3
        limits.maxMembers = 4
        limits.maxNumberBytes = 5
        func parse(_ text: String) throws(JSONError) -> JSON { try JSON(parsing: Array(text.utf8), limits: limits) }
        func reason(_ text: String) -> JSONError.Reason? {
            do throws(JSONError) {
                _ = try parse(text)
                return nil
            } catch {
                return error.reason
            }
        }
        #expect(reason("1" + String(repeating: " ", count: 19)) == nil)
        #expect(reason("1" + String(repeating: " ", count: 20)) == .tooLong)
        #expect(reason("[[[]]]") == nil)
        #expect(reason("[[[[]]]]") == .tooDeep)
        #expect(reason(#"{"a":{"a":{}}}"#) == nil)
        #expect(reason(#"[[{"a":{}}]]"#) == .tooDeep)
        #expect(reason("[1,2,3,4]") == nil)
        #expect(reason("[1,2,3,4,5]") == .tooManyMembers)
        #expect(reason(#"[[[1]],{"a":1}]"#) == .tooManyMembers)
        #expect(reason("12345") == nil)
        #expect(reason("-12345") == .numberTooLong)
    }

    @Test("a text as deep as the longest message could be is refused without harm")
    func deepTextsAreHarmless() {
        for opening in ["[", #"{"a":"#] {
            let text = String(repeating: opening, count: 65_536 / opening.utf8.count)
            #expect(throws: JSONError.self) { try JSON(parsing: Array(text.utf8)) }
        }
    }

    @Test("errors say nothing of the text")
    func errorsHoldNothing() {
        do {
            _ = try JSON(parsing: Array(#"{"token":"geheim" "x"}"#.utf8))
            Issue.record("was taken")
        } catch {
            #expect("\(error)" == "this byte cannot stand here (byte 18)")
        }
    }

    @Test("what was written is read as the same value", arguments: 0..<20)
    func roundTrip(seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        for _ in 0..<200 {
            let json = JSON.random(depth: 5, using: &generator)
            let bytes = json.encode()
            #expect(try JSON(parsing: bytes) == json, "seed \(seed)")
            #expect(try JSON(parsing: bytes).encode() == bytes, "seed \(seed)")
        }
    }

    @Test("garbage never traps, and what is taken is JSON for Foundation too", arguments: 0..<20)
    func garbage(seed: UInt64) {
        var generator = SplitMix64(seed: seed)
        for _ in 0..<1_000 {
            let bytes = JSON.random(depth: 4, using: &generator).encode().mutated(using: &generator)
            guard (try? JSON(parsing: bytes)) != nil else { continue }
            #expect(
                (try? JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)) != nil,
                "seed \(seed): \(bytes)")
        }
        for _ in 0..<1_000 {
            let count = Int.random(in: 0..<64, using: &generator)
            let bytes = (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
            _ = try? JSON(parsing: bytes)
        }
    }
}
