import BoardProtocol
import TestSupport
import Testing

@Suite("Messages of boards are read by section 2")
struct BoardMessageTests {
    private func parse(_ text: String) throws(MessageError) -> BoardMessage {
        try BoardMessage(parsing: Array(text.utf8))
    }

    private func reason(_ text: String) -> String? {
        do throws(MessageError) {
            _ = try parse(text)
            return nil
        } catch {
            return error.reason
        }
    }

    @Test("hello with a token, with a key, with neither")
    func hello() throws {
        #expect(
            try parse(#"{"type":"hello","serial":"AZ-1.2_3","model":"Stick","appVersion":"1.0","token":"t"}"#)
                == .hello(
                    Hello(serial: "AZ-1.2_3", model: "Stick", appVersion: "1.0", credentials: .token(Secret("t")))))
        #expect(
            try parse(#"{"enrolmentKey":"k","serial":"s","type":"hello"}"#)
                == .hello(Hello(serial: "s", credentials: .enrolmentKey(Secret("k")))))
        #expect(try parse(#"{"type":"hello","serial":"s"}"#) == .hello(Hello(serial: "s", credentials: .none)))
    }

    @Test("unknown fields are ignored, and null is the same as absent")
    func unknownFields() throws {
        #expect(
            try parse(#"{"type":"hello","serial":"s","x":{"y":[1]},"model":null,"token":null,"enrolmentKey":"k"}"#)
                == .hello(Hello(serial: "s", credentials: .enrolmentKey(Secret("k")))))
        #expect(try parse(#"{"type":"resync","seq":7}"#) == .resync)
        #expect(try parse(#"{"type":"status","note":null}"#) == .status(BoardStatus()))
    }

    @Test("resync and status")
    func resyncAndStatus() throws {
        #expect(try parse(#"{"type":"resync"}"#) == .resync)
        #expect(
            try parse(#"{"type":"status","asleep":true,"note":"gute Nacht"}"#)
                == .status(BoardStatus(asleep: true, note: "gute Nacht")))
    }

    @Test(
        "what is no message says which rule it breaks",
        arguments: [
            ("", "not JSON: the text ends too early (byte 0)"),
            ("hello", "not JSON: this byte cannot stand here (byte 0)"),
            (#"["hello"]"#, "not a JSON object"), ("null", "not a JSON object"), (#""hello""#, "not a JSON object"),
            ("{}", "type is missing"), (#"{"type":null}"#, "type is missing"), (#"{"type":1}"#, "type is not a string"),
            (#"{"type":"hullo"}"#, "type is not one of hello, resync, status"),
            (#"{"type":"Hello","serial":"s"}"#, "type is not one of hello, resync, status"),
            (
                #"{"type":"resync","type":"resync"}"#,
                "not JSON: a key is there twice in the object that begins here (byte 0)"
            ),
            (#"{"type":"hello"}"#, "serial is missing"), (#"{"type":"hello","serial":7}"#, "serial is not a string"),
            (#"{"type":"hello","serial":""}"#, "serial is not 1 to 64 of A–Z a–z 0–9 . _ -"),
            (#"{"type":"hello","serial":"a b"}"#, "serial is not 1 to 64 of A–Z a–z 0–9 . _ -"),
            (#"{"type":"hello","serial":"é"}"#, "serial is not 1 to 64 of A–Z a–z 0–9 . _ -"),
            (#"{"type":"hello","serial":"a@b"}"#, "serial is not 1 to 64 of A–Z a–z 0–9 . _ -"),
            (#"{"type":"hello","serial":"a\u0000"}"#, "serial is not 1 to 64 of A–Z a–z 0–9 . _ -"),
            (
                #"{"type":"hello","serial":"s","token":"t","enrolmentKey":"k"}"#,
                "token and enrolmentKey exclude each other"
            ),
            (#"{"type":"hello","serial":"s","token":""}"#, "token is not of 1 to 200 bytes"),
            (#"{"type":"hello","serial":"s","token":1}"#, "token is not a string"),
            (#"{"type":"hello","serial":"s","enrolmentKey":[]}"#, "enrolmentKey is not a string"),
            (#"{"type":"hello","serial":"s","model":1}"#, "model is not a string"),
            (#"{"type":"hello","serial":"s","appVersion":1.5}"#, "appVersion is not a string"),
            (#"{"type":"status","asleep":"yes"}"#, "asleep is not true or false"),
            (#"{"type":"status","asleep":1}"#, "asleep is not true or false"),
            (#"{"type":"status","note":{}}"#, "note is not a string"),
        ])
    func refused(_ text: String, _ expected: String) {
        #expect(reason(text) == expected)
    }

    @Test(
        "every text has its bound",
        arguments: [
            ("serial", 64, "serial is not 1 to 64 of A–Z a–z 0–9 . _ -"),
            ("model", 100, "model is longer than 100 characters"),
            ("appVersion", 50, "appVersion is longer than 50 characters"),
            ("token", 200, "token is not of 1 to 200 bytes"),
            ("enrolmentKey", 200, "enrolmentKey is not of 1 to 200 bytes"),
        ])
    func bounds(_ field: String, _ longest: Int, _ expected: String) {
        let serial = field == "serial" ? "" : #""serial":"s","#
        func hello(_ length: Int) -> String {
            #"{"type":"hello",\#(serial)"\#(field)":"\#(String(repeating: "x", count: length))"}"#
        }
        #expect(reason(hello(longest)) == nil)
        #expect(reason(hello(longest + 1)) == expected)
    }

    @Test("a note has up to 200 characters, whatever their length in bytes")
    func noteLength() {
        #expect(reason(#"{"type":"status","note":"\#(String(repeating: "😀", count: 200))"}"#) == nil)
        #expect(
            reason(#"{"type":"status","note":"\#(String(repeating: "a", count: 201))"}"#)
                == "note is longer than 200 characters")
        #expect(
            reason(#"{"type":"status","note":"x\#(String(repeating: "\u{301}", count: 200))"}"#)
                == "note is longer than 200 characters")
    }

    @Test("control characters in texts for people become spaces")
    func controlCharacters() throws {
        #expect(
            try parse(#"{"type":"status","note":"a\u001b[2Jb\nc\u009b\u007f"}"#)
                == .status(BoardStatus(note: "a [2Jb c  ")))
        #expect(
            try parse(#"{"type":"hello","serial":"s","model":"\r\nX"}"#)
                == .hello(Hello(serial: "s", model: "  X", credentials: .none)))
    }

    @Test("a message as large as the bound is read, a larger one is not")
    func size() {
        func resync(_ bytes: Int) -> String {
            let frame = #"{"type":"resync","x":""}"#
            return #"{"type":"resync","x":"\#(String(repeating: "x", count: bytes - frame.utf8.count))"}"#
        }
        #expect(reason(resync(65_536)) == nil)
        #expect(reason(resync(65_537)) == "not JSON: the text is longer than allowed (byte 65536)")
    }

    @Test("what a board encodes is read as the same message", arguments: 0..<10)
    func roundTrip(seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        for _ in 0..<200 {
            let message = BoardMessage.random(using: &generator)
            #expect(try BoardMessage(parsing: message.encode()) == message, "seed \(seed)")
        }
    }

    @Test("garbage never traps, and no error repeats a secret", arguments: 0..<10)
    func garbage(seed: UInt64) {
        var generator = SplitMix64(seed: seed)
        for _ in 0..<1_000 {
            let hello = Hello(serial: "s", credentials: .token(Secret("geheim")))
            let bytes = (generator.oneIn(2) ? hello.encode() : BoardMessage.random(using: &generator).encode())
                .mutated(using: &generator)
            do throws(MessageError) {
                _ = try BoardMessage(parsing: bytes)
            } catch {
                #expect(!"\(error) \(String(reflecting: error))".contains("eheim"), "seed \(seed)")
            }
        }
    }
}

extension BoardMessage {
    fileprivate static func random(using generator: inout SplitMix64) -> BoardMessage {
        func text(upTo bytes: Int) -> String? {
            generator.oneIn(3) ? nil : .randomName(upToBytes: bytes, using: &generator)
        }
        switch Int.random(in: 0..<3, using: &generator) {
        case 0: return .resync
        case 1:
            return .status(
                BoardStatus(asleep: generator.oneIn(2) ? .random(using: &generator) : nil, note: text(upTo: 200)))
        default:
            let characters = Array("ABCXYZabcxyz0189._-")
            let serial = (0..<Int.random(in: 1...64, using: &generator)).map { _ in
                characters.randomElement(using: &generator)!
            }
            let secret = Secret(.randomName(upToBytes: 200, using: &generator))
            let credentials: [Hello.Credentials] = [.none, .token(secret), .enrolmentKey(secret)]
            return .hello(
                Hello(
                    serial: String(serial), model: text(upTo: 100), appVersion: text(upTo: 50),
                    credentials: credentials.randomElement(using: &generator)!))
        }
    }
}
