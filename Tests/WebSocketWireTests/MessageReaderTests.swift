import Testing

@testable import WebSocketWire

@Suite("What a message reader takes (RFC 6455, section 5)")
struct MessageReaderTests {
    @Test("the examples of RFC 6455, section 5.7")
    func examples() {
        let hello = Array("Hello".utf8)
        let unmasked: [UInt8] = [0x81, 0x05] + hello
        let masked: [UInt8] = [0x81, 0x85, 0x37, 0xFA, 0x21, 0x3D, 0x7F, 0x9F, 0x4D, 0x51, 0x58]
        let fragments: [UInt8] = [0x01, 0x03, 0x48, 0x65, 0x6C, 0x80, 0x02, 0x6C, 0x6F]
        let ping: [UInt8] = [0x89, 0x05] + hello
        let maskedPong: [UInt8] = [0x8A, 0x85, 0x37, 0xFA, 0x21, 0x3D, 0x7F, 0x9F, 0x4D, 0x51, 0x58]
        let data = (0..<256).map { UInt8($0) }
        #expect(Reading(of: unmasked, role: .client) == Reading([message("Hello")]))
        #expect(Reading(of: masked, role: .server) == Reading([message("Hello")]))
        #expect(Reading(of: fragments, role: .client) == Reading([message("Hello")]))
        #expect(Reading(of: ping, role: .client) == Reading([.ping(hello)]))
        #expect(Reading(of: maskedPong, role: .server) == Reading([.pong(hello)]))
        #expect(
            Reading(of: [0x82, 0x7E, 0x01, 0x00] + data, role: .client)
                == Reading([.message(Message(.binary, payload: data))]))
        let long = [UInt8](repeating: 7, count: 65_536)
        #expect(
            Reading(of: [0x82, 0x7F, 0, 0, 0, 0, 0, 1, 0, 0] + long, role: .client)
                == Reading([.message(Message(.binary, payload: long))]))
    }

    @Test(
        "of all first two bytes exactly the right ones begin a frame", arguments: [Role.server, .client], [false, true])
    func everyHeader(role: Role, permitsCompression: Bool) {
        var mistaken: [[UInt8]] = []
        for first in UInt8.min ... .max {
            for second in UInt8.min ... .max {
                let reading = Reading(of: [first, second], role: role, permitsCompression: permitsCompression)
                let opcode = first & 0xF
                let isControl = opcode >= 8
                let isKnown = [0, 1, 2, 8, 9, 10].contains(opcode)
                let hasRSV1 = first & 0x40 != 0
                let isAllowedRSV1 = permitsCompression && (opcode == 1 || opcode == 2)
                let isRight =
                    first & 0x30 == 0 && isKnown && (!hasRSV1 || isAllowedRSV1)
                    && (!isControl || (first & 0x80 != 0 && second & 0x7F <= 125))
                    && (second & 0x80 != 0) == (role == .server)
                // A continuation of nothing is detected once the head is whole; here no masked head is.
                let isContinuation = opcode == 0 && role == .client && second < 126
                // A head of two bytes may be a frame by itself.
                let isWhole = role == .client && second == 0
                let isAsExpected =
                    isRight && !isContinuation
                    ? reading.violation == nil && (reading.incoming.isEmpty || isWhole)
                    : reading.violation?.code == .protocolError
                if !isAsExpected { mistaken.append([first, second]) }
            }
        }
        #expect(mistaken == [])
    }

    @Test("each rule of framing has its violation")
    func violations() {
        let cases: [(ProtocolViolation, [UInt8])] = [
            (.reservedBit, rawFrame(0xC1, [])), (.reservedBit, rawFrame(0xA1, [])), (.reservedBit, rawFrame(0x91, [])),
            (.reservedOpcode, rawFrame(0x83, [])), (.reservedOpcode, rawFrame(0x8B, [])),
            (.fragmentedControlFrame, rawFrame(0x09, [])), (.fragmentedControlFrame, rawFrame(0x08, [])),
            (.controlFrameTooLong, rawFrame(0x89, [UInt8](repeating: 0, count: 126))),
            (.unmaskedFrame, rawFrame(0x81, [1], isMasked: false)),
            (.lengthNotMinimal, [0x81, 0xFE, 0, 125, 0, 0, 0, 0]),
            (.lengthNotMinimal, [0x81, 0xFF, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0, 0, 0, 0]),
            (.lengthOutOfRange, [0x81, 0xFF, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
            (.unexpectedContinuation, rawFrame(0x80, [])), (.unexpectedContinuation, rawFrame(0x00, [])),
            (.interruptedMessage, rawFrame(0x01, [0x61]) + rawFrame(0x81, [0x62])),
            (.interruptedMessage, rawFrame(0x02, [0x61]) + rawFrame(0x02, [0x62])),
            (.truncatedCloseCode, rawFrame(0x88, [3])),
            (.invalidCloseCode, rawFrame(0x88, [0x03, 0xED])),
            (.closeReasonNotUTF8, rawFrame(0x88, [0x03, 0xE8, 0xFF])),
            (.textNotUTF8, rawFrame(0x81, [0xC3, 0x28])), (.textNotUTF8, rawFrame(0x81, [0xC3])),
        ]
        for (violation, bytes) in cases {
            #expect(Reading(of: bytes) == Reading(violation: violation), "\(bytes)")
        }
        #expect(Reading(of: rawFrame(0x81, [1]), role: .client) == Reading(violation: .maskedFrame))
    }

    @Test("a violation is reported once more and what came before it stands")
    func violationIsFinal() throws {
        var reader = MessageReader(role: .server, permitsCompression: false)
        let bytes = rawFrame(0x81, [0x61]) + rawFrame(0x83, []) + rawFrame(0x81, [0x62])
        var offset = 0
        #expect(try reader.next(bytes.span, at: &offset) == message("a"))
        #expect(throws: ProtocolViolation.reservedOpcode) { try reader.next(bytes.span, at: &offset) }
        #expect(throws: ProtocolViolation.reservedOpcode) { try reader.next(bytes.span, at: &offset) }
        #expect(reader.isIdle)
    }

    @Test("control frames come between the fragments of a message")
    func interleavedControlFrames() {
        let bytes =
            rawFrame(0x01, Array("Hel".utf8)) + rawFrame(0x89, [1, 2]) + rawFrame(0x00, [])
            + rawFrame(0x8A, []) + rawFrame(0x80, Array("lo".utf8))
        #expect(Reading(of: bytes) == Reading([.ping([1, 2]), .pong([]), message("Hello")]))
    }

    @Test("a message of empty frames is an empty message")
    func emptyMessages() {
        #expect(Reading(of: rawFrame(0x81, [])) == Reading([message("")]))
        #expect(Reading(of: rawFrame(0x01, []) + rawFrame(0x00, []) + rawFrame(0x80, [])) == Reading([message("")]))
    }

    @Test("a Close without code, with code, with reason")
    func closes() {
        #expect(Reading(of: rawFrame(0x88, [])) == Reading([.close(nil, reason: "")]))
        #expect(Reading(of: rawFrame(0x88, [0x03, 0xE8])) == Reading([.close(.normal, reason: "")]))
        let reason = String(repeating: "€", count: 41)
        #expect(
            Reading(of: rawFrame(0x88, [0x0F, 0xA0] + Array(reason.utf8)))
                == Reading([.close(CloseCode(rawValue: 4000), reason: reason)]))
    }

    @Test("every close code is taken or refused as RFC 6455, section 7.4, says")
    func closeCodes() {
        let registered: Set<UInt16> = [1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014]
        let mistaken = (UInt16.min ... .max).filter { code in
            let isAllowed = registered.contains(code) || (3000...4999).contains(code)
            let reading = Reading(of: rawFrame(0x88, [UInt8(code >> 8), UInt8(code & 0xFF)]))
            return CloseCode(rawValue: code).isAllowedOnWire != isAllowed
                || reading.violation != (isAllowed ? nil : .invalidCloseCode)
        }
        #expect(mistaken == [])
    }

    @Test("nothing counts after a Close, not even nonsense")
    func silenceAfterClose() {
        let bytes = rawFrame(0x01, [0x61]) + rawFrame(0x88, []) + rawFrame(0x81, [0x62]) + [0xFF, 0xFF]
        #expect(Reading(of: bytes) == Reading([.close(nil, reason: "")]))
        #expect(Reading(of: bytes, cut: .single) == Reading([.close(nil, reason: "")]))
    }

    @Test("text that cannot become UTF-8 is refused before its frame ends")
    func failsFast() {
        let begun = rawFrame(0x01, [0x61, 0xED, 0xA0], announcing: 60_000)
        #expect(Reading(of: begun) == Reading(violation: .textNotUTF8))
        #expect(Reading(of: Array(begun.dropLast())) == Reading(endsIdle: false))
    }

    @Test("a character may be cut by the end of a fragment, but not by the end of the message")
    func charactersAcrossFragments() {
        let euro = Array("€".utf8)
        #expect(Reading(of: rawFrame(0x01, [euro[0]]) + rawFrame(0x80, Array(euro[1...]))) == Reading([message("€")]))
        #expect(
            Reading(of: rawFrame(0x01, [euro[0]]) + rawFrame(0x80, [euro[1]])) == Reading(violation: .textNotUTF8))
    }

    @Test("binary and compressed messages need not be UTF-8")
    func onlyPlainTextIsChecked() {
        let bytes: [UInt8] = [0xFF, 0xC0]
        #expect(Reading(of: rawFrame(0x82, bytes)) == Reading([.message(Message(.binary, payload: bytes))]))
        #expect(
            Reading(of: rawFrame(0xC1, bytes), permitsCompression: true)
                == Reading([.message(Message(.text, payload: bytes, isCompressed: true))]))
    }

    @Test("RSV1 belongs on the first frame of a compressed message alone (RFC 7692, section 6)")
    func compressionBit() {
        let whole = rawFrame(0x41, [1]) + rawFrame(0x80, [2])
        #expect(
            Reading(of: whole, permitsCompression: true)
                == Reading([.message(Message(.text, payload: [1, 2], isCompressed: true))]))
        let onContinuation = rawFrame(0x41, [1]) + rawFrame(0xC0, [2])
        #expect(Reading(of: onContinuation, permitsCompression: true) == Reading(violation: .reservedBit))
        #expect(Reading(of: rawFrame(0xC9, []), permitsCompression: true) == Reading(violation: .reservedBit))
        #expect(Reading(of: whole) == Reading(violation: .reservedBit))
    }
}
