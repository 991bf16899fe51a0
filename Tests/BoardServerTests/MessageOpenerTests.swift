import EventLoop
import Testing
import WebSocketWire

@testable import BoardServer

/// What comes out of a compressed message, and why it may be none.
struct MessageOpenerTests {
    private func compressed(_ opcode: DataOpcode, _ payload: [UInt8]) -> Message {
        let bytes = Deflater(level: 6, windowBits: 15).deflate(payload)
        return Message(opcode, payload: bytes, isCompressed: true)
    }

    @Test("a message is restored up to its bound")
    func aMessageIsRestoredUpToItsBound() {
        let opener = MessageOpener()
        let text = Array(String(repeating: "wallboard ", count: 50).utf8)
        var message = compressed(.text, text)
        #expect(opener.open(&message, maxBytes: text.count) == nil)
        #expect(message == Message(.text, payload: text))
        message = compressed(.text, text)
        #expect(opener.open(&message, maxBytes: text.count - 1) == .tooBig)
        message = compressed(.text, text)
        #expect(opener.open(&message, maxBytes: 4_096) == nil, "a fault leaves nothing behind")
    }

    @Test("garbage is corrupt and a text has to be one")
    func garbageIsCorruptAndATextHasToBeOne() {
        let opener = MessageOpener()
        var message = Message(.text, payload: [0xff, 0xff, 0xff], isCompressed: true)
        #expect(opener.open(&message, maxBytes: 4_096) == .corrupt)
        message = compressed(.text, [0x61, 0xff])
        #expect(opener.open(&message, maxBytes: 4_096) == .notUTF8)
        message = compressed(.binary, [0x61, 0xff])
        #expect(opener.open(&message, maxBytes: 4_096) == nil)
    }
}
