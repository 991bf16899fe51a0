import Testing

@testable import WebSocketWire

@Suite("The bounds of a message reader")
struct MessageReaderLimitsTests {
    let limits = MessageReader.Limits(maxMessageBytes: 1_000, maxFramesPerMessage: 4)

    @Test("a message of exactly the limit is taken, one byte more is not")
    func messageBytes() {
        let most = [UInt8](repeating: 0x61, count: 1_000)
        #expect(
            Reading(of: rawFrame(0x82, most), limits: limits) == Reading([.message(Message(.binary, payload: most))]))
        #expect(Reading(of: rawFrame(0x82, most + [0]), limits: limits) == Reading(violation: .messageTooBig))
    }

    @Test("a frame that announces too much is refused by its head alone")
    func announcedLength() {
        for length in [1_001, 70_000, Int.max] {
            let head = rawFrame(0x82, [], announcing: length)
            #expect(Reading(of: head, limits: limits) == Reading(violation: .messageTooBig), "\(length)")
            let withoutLastByte = Reading(of: Array(head.dropLast()), limits: limits)
            #expect(withoutLastByte == Reading(endsIdle: false), "\(length)")
        }
    }

    @Test("fragments are added up")
    func addedUp() {
        let part = rawFrame(0x02, [UInt8](repeating: 1, count: 600))
        #expect(
            Reading(of: part + rawFrame(0x80, [], announcing: 401), limits: limits)
                == Reading(violation: .messageTooBig))
        #expect(
            Reading(of: part + rawFrame(0x80, [UInt8](repeating: 2, count: 400)), limits: limits).incoming.count == 1)
    }

    @Test("frames of one message are counted, control frames between them are not")
    func frames() {
        let fragments = rawFrame(0x02, []) + rawFrame(0x00, []) + rawFrame(0x89, []) + rawFrame(0x00, [])
        let whole = Reading(of: fragments + rawFrame(0x80, []), limits: limits)
        #expect(whole == Reading([.ping([]), .message(Message(.binary, payload: []))]))
        #expect(
            Reading(of: fragments + rawFrame(0x00, []) + rawFrame(0x80, []), limits: limits)
                == Reading([.ping([])], violation: .tooManyFrames))
    }

    @Test("by itself a message may come byte by byte, with an empty frame at its end, and in no more frames")
    func everyByteInAFrame() {
        let limits = MessageReader.Limits(maxMessageBytes: 70_000)
        let bytes =
            rawFrame(0x02, [1]) + [[UInt8]](repeating: rawFrame(0x00, [1]), count: 69_999).joined()
        let whole = [Incoming.message(Message(.binary, payload: [UInt8](repeating: 1, count: 70_000)))]
        #expect(Reading(of: bytes + rawFrame(0x80, []), limits: limits) == Reading(whole))
        #expect(
            Reading(of: bytes + rawFrame(0x00, []) + rawFrame(0x80, []), limits: limits)
                == Reading(violation: .tooManyFrames))
    }

    @Test("control frames fit whatever the limit of messages is")
    func controlFramesHaveTheirOwnBound() {
        let payload = [UInt8](repeating: 9, count: 125)
        let tiny = MessageReader.Limits(maxMessageBytes: 1)
        #expect(Reading(of: rawFrame(0x89, payload), limits: tiny) == Reading([.ping(payload)]))
    }

    @Test("too big and too many close with 1009, bad text with 1007, all else with 1002")
    func closeCodes() {
        for violation in ProtocolViolation.allCases {
            let code: CloseCode =
                switch violation {
                case .messageTooBig, .tooManyFrames: .messageTooBig
                case .textNotUTF8, .closeReasonNotUTF8: .invalidPayload
                default: .protocolError
                }
            #expect(violation.code == code)
            #expect(!violation.reason.isEmpty && violation.reason.utf8.count <= FrameWriter.longestCloseReason)
        }
    }

    @Test("a reader is small, and idle exactly between messages")
    func atRest() throws {
        #expect(MemoryLayout<MessageReader>.size <= 96)
        let bytes = rawFrame(0x01, [0x61]) + rawFrame(0x89, [1]) + rawFrame(0x80, [0x62])
        var reader = MessageReader(role: .server, permitsCompression: false)
        #expect(reader.isIdle)
        for (index, byte) in bytes.enumerated() {
            var offset = 0
            _ = try reader.next([byte].span, at: &offset)
            #expect(reader.isIdle == (index == bytes.count - 1), "after \(index + 1) bytes")
        }
    }
}
