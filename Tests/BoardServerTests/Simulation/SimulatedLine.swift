import Testing
import WebSocketWire

@testable import BoardServer

/// TLS and the kernel below it, as far as the queue sees them: a record that the kernel does not take as a whole is held and
/// must be offered again. The bytes travel in the clear.
struct SimulatedLine {
    /// What the kernel may hold.
    var room: Int
    /// In the kernel, on the way to the board.
    private(set) var unsent: [UInt8] = []
    /// The record that TLS holds, and how much of it the kernel has.
    private var held: (record: [UInt8], taken: Int)?

    init(room: Int) {
        self.room = room
    }

    var hasRoom: Bool { unsent.count < room }

    enum Result {
        case wrote(Int)
        case blocked
    }

    mutating func write(_ bytes: ArraySlice<UInt8>) -> Result {
        if let held { #expect(bytes.starts(with: held.record), "other bytes than TLS holds") }
        var (record, taken) = held ?? (Array(bytes.prefix(WriteQueue.recordBytes)), 0)
        let count = min(record.count - taken, max(0, room - unsent.count))
        unsent += record[taken..<taken + count]
        taken += count
        held = taken == record.count ? nil : (record, taken)
        return held == nil ? .wrote(record.count) : .blocked
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
