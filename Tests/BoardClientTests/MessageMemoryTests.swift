import BoardClient
import EventLoop
import TestSupport
import Testing
import WebSocketWire

@Suite("What many connections get is read once")
struct MessageMemoryTests {
    @Test("a message that is remembered is not read again, plain or deflated")
    func once() {
        var memory = MessageMemory<String>(messages: 2, maxBytes: 100)
        let deflated = Message(
            .text, payload: Deflater(level: 6, windowBits: 15).deflate(Array("abc".utf8)), isCompressed: true)
        var reads: [String] = []
        for message in [Message(.text, payload: Array("abc".utf8)), deflated, deflated, deflated] {
            let reading = memory.reading(of: message) { text in
                reads.append(String(decoding: text, as: UTF8.self))
                return "read \(reads.count)"
            }
            #expect(reading == "read \(message == deflated ? 2 : 1)")
        }
        #expect(reads == ["abc", "abc"])
    }

    @Test("only so many are remembered, and none that cannot be read", arguments: 0..<20 as Range<UInt64>)
    func bound(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var memory = MessageMemory<UInt8>(messages: 4, maxBytes: 100)
        // The oldest goes first, whether it was used meanwhile or not.
        var model: [UInt8] = []
        for _ in 0..<300 {
            let byte = random.pick(0...9 as ClosedRange<UInt8>)
            var isRead = false
            let reading = memory.reading(of: Message(.text, payload: [byte])) { text in
                isRead = true
                return text[0] == 0 ? nil : text[0]
            }
            #expect(reading == (byte == 0 ? nil : byte), "seed \(seed)")
            #expect(isRead == !model.contains(byte), "seed \(seed)")
            if isRead, byte != 0 { model = (model + [byte]).suffix(4) }
        }
    }

    @Test("what cannot be inflated within the bound is not read")
    func bomb() {
        var memory = MessageMemory<Int>(messages: 2, maxBytes: 100)
        let deflater = Deflater(level: 6, windowBits: 15)
        for count in [100, 101] {
            let payload = deflater.deflate([UInt8](repeating: 65, count: count))
            let reading = memory.reading(of: Message(.text, payload: payload, isCompressed: true), \.count)
            #expect(reading == (count == 100 ? 100 : nil))
        }
        #expect(memory.reading(of: Message(.text, payload: [1, 2, 3], isCompressed: true), \.count) == nil)
    }
}
