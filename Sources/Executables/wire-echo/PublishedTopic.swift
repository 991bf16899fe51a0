import BoardServer
import EventLoop
import Synchronization

/// The one topic of the server: subscribes all listeners, and publishes to all of them.
final class PublishedTopic: BoardEventSink {
    private static let id = TopicID(number: 1)

    private let server: BoardServer
    /// The message for a listener that was too slow for everything before it.
    private let latest = Mutex<SharedFrame?>(nil)

    init(server: BoardServer) {
        self.server = server
    }

    func receive(_ events: [BoardEvent]) {
        for event in events {
            switch event {
            case .listening(let connection):
                let subscription = Subscription(topic: Self.id, snapshot: nil)
                server.post(.entitle(connection, messages: [], subscription, revokes: false), to: connection.loop)
            case .snapshotWanted(let topic, let loop):
                guard let frame = latest.withLock({ $0 }) else { continue }
                _ = server.publish(.snapshot(topic, frame, toAll: false), to: loop)
            case .hello, .status, .answered, .closed: break
            }
        }
    }

    /// Publishes generated messages of `bytes` bytes, `burst` at a time and so many times `perSecond`, until the task
    /// is cancelled.
    func publish(bytes: Int, burst: Int, perSecond: Double) async throws {
        let period = Duration.seconds(1 / perSecond)
        var next = ContinuousClock.now
        var text = GeneratedText(bytes: bytes)
        while true {
            // What was missed is left out: it would only be old.
            next = max(next + period, ContinuousClock.now)
            try await Task.sleep(until: next, tolerance: .zero, clock: .continuous)
            publish((0..<burst).map { _ in text.next(at: Clock.wallMicroseconds()) })
        }
    }

    /// Publishes each line of the standard input that has at most `longest` bytes, to its end.
    func publishStandardInput(longest: Int) {
        while let line = readLine() {
            if line.utf8.count <= longest { publish([Array(line.utf8)]) }
        }
    }

    private func publish(_ texts: [[UInt8]]) {
        let frames = texts.map { SharedFrame.state($0) }
        latest.withLock { $0 = frames.last }
        for loop in 0..<UInt16(server.loopCount) {
            _ = server.publish(frames.map { .update(Self.id, $0) }, to: loop)
        }
    }
}

/// Messages of one length that look like what boards get: `{"t":<unix microseconds>,` and then queues with numbers, a
/// different one each time, so that deflate has something to do.
struct GeneratedText {
    /// Room for the time stamp and the end.
    static let fewestBytes = 64

    private let bytes: Int
    private var random: UInt32 = 1

    init(bytes: Int) {
        precondition(bytes >= Self.fewestBytes, "a text of \(bytes) bytes")
        self.bytes = bytes
    }

    /// The next message, in ASCII.
    mutating func next(at unixMicroseconds: Int64) -> [UInt8] {
        var text = Array("{\"t\":\(unixMicroseconds),\"queues\":[".utf8)
        let end = Array("],\"pad\":\"\"}".utf8)
        var number = 0
        while true {
            // The generator of the C standard's example: anybody can write it down again.
            random = random &* 1_103_515_245 &+ 12_345
            let queue = random >> 16
            let entry = Array(
                "\(number == 0 ? "" : ","){\"id\":\(number),\"waiting\":\(queue % 40),\"longest\":\(queue % 997)}"
                    .utf8)
            guard text.count + entry.count + end.count <= bytes else { break }
            text += entry
            number += 1
        }
        text += end.dropLast(2)
        text += [UInt8](repeating: UInt8(ascii: "."), count: bytes - text.count - 2)
        return text + end.suffix(2)
    }
}
