import Testing
import WebSocketWire

@testable import BoardServer

/// TLS and the kernel below it, as far as the queue sees them, modelled on OpenSSL's `ssl3_write_bytes`: a record that
/// the kernel does not take as a whole is held and must be offered again; where more is offered behind it, the next
/// record is made of that at once, and may be held in its place. The bytes travel in the clear.
struct SimulatedLine {
    /// The kernel's capacity.
    var room: Int
    /// In the kernel, on the way to the board.
    private(set) var unsent: [UInt8] = []
    /// The record that TLS holds, how much of it the kernel has, and the offered bytes that went before it.
    private var held: (record: [UInt8], taken: Int, before: [UInt8])?

    init(room: Int) {
        self.room = room
    }

    var hasRoom: Bool { unsent.count < room }

    enum Result {
        case wrote(Int)
        case blocked
    }

    mutating func write(_ bytes: ArraySlice<UInt8>) -> Result {
        var done: [UInt8] = []
        if let (record, taken, before) = held {
            #expect(bytes.starts(with: before + record), "bad length, or other bytes than TLS holds")
            guard send(record, from: taken, after: before) else { return .blocked }
            done = before + record
        }
        let next = Array(bytes.dropFirst(done.count).prefix(WriteQueue.recordBytes))
        guard send(next, from: 0, after: done) else { return .blocked }
        return .wrote(done.count + next.count)
    }

    /// Whether the kernel took all of it; the rest is held.
    private mutating func send(_ record: [UInt8], from taken: Int, after before: [UInt8]) -> Bool {
        let count = min(record.count - taken, max(0, room - unsent.count))
        unsent += record[taken..<taken + count]
        held = taken + count == record.count ? nil : (record, taken + count, before)
        return held == nil
    }

    /// The board takes up to `count` bytes.
    mutating func take(_ count: Int) -> [UInt8] {
        defer { unsent.removeFirst(min(count, unsent.count)) }
        return Array(unsent.prefix(count))
    }

    /// The connection is reset.
    mutating func drop() {
        unsent = []
        held = nil
    }
}
