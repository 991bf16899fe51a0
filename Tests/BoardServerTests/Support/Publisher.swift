import BoardServer
import EventLoop
import Glibc
import Synchronization
import Testing

/// One topic with its numbers, as the control plane has it: updates to all loops, snapshots where they are requested.
final class Publisher: Sendable {
    let topic = TopicID(number: 7)
    private let server: BoardServer
    private let padding: Int
    private let number = Mutex(0)

    /// `padding` bytes make each message longer.
    init(_ port: BoardPort, padding: Int = 4_000) {
        server = port.server
        self.padding = padding
        port.events.answerSnapshots(with: self)
    }

    /// The number of the last update.
    var seq: Int { number.withLock { $0 } }

    /// `padding` replaces the publisher's own for this one message.
    func publish(padding: Int? = nil) {
        number.withLock { seq in
            seq += 1
            let frame = SharedFrame.update(topic, seq: seq, padding: padding ?? self.padding)
            for loop in 0..<UInt16(server.loopCount) { #expect(server.publish(.update(topic, frame), to: loop)) }
        }
    }

    /// Subscribes a connection again, which takes back what waits for it.
    func subscribe(_ id: ConnectionID) {
        number.withLock { seq in
            let subscription = Subscription(topic: topic, snapshot: .snapshot(topic, seq: seq))
            server.post(.entitle(id, messages: [], subscription, revokes: false), to: id.loop)
        }
    }

    func answer(_ loop: UInt16) {
        number.withLock { seq in
            server.post(.snapshot(topic, .snapshot(topic, seq: seq, padding: padding), toAll: false), to: loop)
        }
    }

    /// Publishes until the kernel takes nothing more for a board that does not read, and its queue has been replaced.
    /// `reader` gets each update while that goes on.
    func publishUntilStuck(_ slow: TestBoard, _ port: BoardPort, watching reader: TestBoard) throws {
        try publishUntilFull(slow, rounds: 20, watching: reader) { port.counters[.conflations] > 0 }
    }

    /// Publishes until nothing more arrives at a board that does not read, for so many rounds in which `condition`
    /// holds.
    func publishUntilFull(
        _ slow: TestBoard, rounds: Int = 5, watching reader: TestBoard, while condition: () -> Bool = { true }
    ) throws {
        var unchanged = 0
        var arrived = 0
        while unchanged < rounds {
            try #require(seq < 5_000, "the kernel takes everything")
            publish()
            try expect(reader, hasReceived: seq)
            let now = slow.bytesThatArrived
            unchanged = now == arrived && condition() ? unchanged + 1 : 0
            arrived = now
            usleep(1_000)
        }
    }

    private func expect(_ reader: TestBoard, hasReceived seq: Int) throws {
        var message = try reader.message()
        while message.contains("heartbeat") { message = try reader.message() }
        #expect(message.hasPrefix("update 7 \(seq) "))
    }
}

/// Checks that a board gets every update, or a snapshot where there is a gap.
struct Follower {
    private(set) var seq = 0
    private(set) var updates = 0
    private(set) var snapshots = 0

    mutating func take(_ message: String) throws {
        let words = message.split(separator: " ")
        try #require(words.count >= 3 && words[1] == "7", "\(message.prefix(40))")
        let number = try #require(Int(words[2]))
        if words[0] == "snapshot" {
            #expect(number >= seq, "a snapshot of the past")
            snapshots += 1
        } else {
            #expect(number == seq + 1, "a gap")
            updates += 1
        }
        seq = number
    }
}

extension TestBoard {
    /// How many bytes the kernel holds for this board that it has not read.
    var bytesThatArrived: Int {
        var count: Int32 = 0
        let result = ioctl(line.descriptor, UInt(FIONREAD), &count)
        precondition(result == 0, "FIONREAD: \(errno)")
        return Int(count)
    }

    /// How many bytes come until the connection ends, read under TLS.
    func countBytesToTheEnd() throws -> Int {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        var total = 0
        return try eventually("the end of the connection") {
            while true {
                let count = recv(line.descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
                if count > 0 {
                    total += count
                } else {
                    return count < 0 && errno == EAGAIN ? nil : total
                }
            }
        }
    }
}
