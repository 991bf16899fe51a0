import BoardProtocol
import BoardServer
import Glibc
import Synchronization

/// Replaces the control plane: keeps what the loops report until a test takes it.
final class EventRecorder: BoardEventSink {
    private let events = Mutex<[BoardEvent]>([])
    private let publisher = Mutex<Publisher?>(nil)
    private let hold = Mutex<UInt32>(0)

    func receive(_ events: [BoardEvent]) {
        usleep(hold.withLock { $0 })
        let publisher = publisher.withLock { $0 }
        self.events.withLock { kept in
            for event in events {
                if let publisher, case .snapshotWanted(publisher.topic, let loop) = event {
                    publisher.answer(loop)
                } else {
                    kept.append(event)
                }
            }
        }
    }

    /// From now on each batch holds up the loops for this many microseconds.
    func holdUp(microseconds: UInt32) {
        hold.withLock { $0 = microseconds }
    }

    /// From now on `publisher` answers where a snapshot of its topic is requested.
    func answerSnapshots(with publisher: Publisher) {
        self.publisher.withLock { $0 = publisher }
    }

    /// Waits for an event for which `select` returns something, takes it out and returns that.
    func next<Value: Sendable>(_ what: String, _ select: (BoardEvent) -> Value?) throws -> Value {
        try eventually(what) {
            events.withLock { events -> Value? in
                for (index, event) in events.enumerated() {
                    if let value = select(event) {
                        events.remove(at: index)
                        return value
                    }
                }
                return nil
            }
        }
    }

    /// The address of the board with this serial, which has said hello.
    func address(of serial: String) throws -> String {
        try next("hello of \(serial)") { event in
            if case .hello(_, let hello, let address) = event, hello.serial == serial { address } else { nil }
        }
    }

    /// The board with this serial has said hello.
    func hello(_ serial: String) throws -> ConnectionID {
        try next("hello of \(serial)") { event in
            if case .hello(let id, let hello, _) = event, hello.serial == serial { id } else { nil }
        }
    }

    func closed(_ id: ConnectionID) throws -> BoardClose {
        try next("the end of \(id)") { event in
            if case .closed(id, let close) = event { close } else { nil }
        }
    }

    /// The loop that requests a snapshot of a topic.
    func snapshotWanted(_ topic: TopicID) throws -> UInt16 {
        try next("a wanted snapshot of \(topic)") { event in
            if case .snapshotWanted(topic, let loop) = event { loop } else { nil }
        }
    }

    /// What nobody has taken.
    var left: [BoardEvent] { events.withLock { $0 } }
}
