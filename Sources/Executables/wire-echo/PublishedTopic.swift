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
