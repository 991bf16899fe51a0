import BoardProtocol
import Synchronization

/// What the boards' port has counted since it started. Written by the loops, read when metrics are rendered.
package final class ServerCounters: Sendable {
    /// Something that happens to connections and messages, counted as a whole.
    package enum Counter: Int, CaseIterable, Sendable {
        /// Turns of the loops: few where nothing happens.
        case ticks
        /// Connections: taken, reset because of the limit; and how often there was no descriptor to take one.
        case accepted, overloadedAccepts, acceptPauses
        /// Unfinished connections displaced by newer ones.
        case displaced
        /// TLS handshakes that completed, how many of them resumed by a ticket, and those that failed.
        case handshakes, handshakesResumed, handshakeFailures
        /// Connections of trusted proxies with a header of the PROXY protocol that is bad or missing.
        case proxyHeaderFaults
        /// Connections that sent something TLS could not parse after the handshake.
        case tlsFailures
        /// Connections that were ended because they kept TLS busy and said nothing.
        case recordFloods
        /// Requests that became a board's, and all others that were answered.
        case upgrades, httpAnswers
        /// Messages and control frames of boards; updates that were queued for one board each; bytes that TLS took.
        case messagesReceived, framesSent, bytesSent
        /// Queues that were replaced by a snapshot, connections that were reset to take state back, and connections
        /// that sent no request in time.
        case conflations, resets, timeouts
        /// Updates for one board each that a snapshot replaced: taken out of its queue, or never put in.
        case conflatedUpdates
    }

    private let counts: [Atomic64]
    /// By `BoardClose.allCases` index.
    private let closes: [Atomic64]
    /// Answered requests by HTTP status.
    private let answers = Mutex<[Int: Int]>([:])
    private let open = Atomic64()
    /// From an update's making until a loop had written or queued it for its last subscriber.
    package let pushDelays = PushDelays()

    /// Everything at zero.
    package init() {
        counts = Counter.allCases.map { _ in Atomic64() }
        closes = BoardClose.allCases.map { _ in Atomic64() }
    }

    /// How often it happened; bytes for `bytesSent`.
    package subscript(counter: Counter) -> Int { counts[counter.rawValue].value }

    /// How many connections ended with each code of the table, whichever side closed.
    package var closesByCode: [(BoardClose, Int)] {
        zip(BoardClose.allCases, closes).map { ($0, $1.value) }
    }

    /// How many requests were answered with each HTTP status, by status.
    package var answersByStatus: [(status: Int, count: Int)] {
        answers.withLock { $0.map { (status: $0.key, count: $0.value) } }.sorted { $0.status < $1.status }
    }

    /// Connections open now, in any phase.
    package var openConnections: Int { open.value }

    func add(_ counter: Counter, _ amount: Int = 1) { counts[counter.rawValue].add(amount) }

    func closed(_ close: BoardClose) {
        guard let index = BoardClose.allCases.firstIndex(of: close) else { return }
        closes[index].add(1)
    }

    func answered(status: Int) {
        add(.httpAnswers)
        answers.withLock { $0[status, default: 0] += 1 }
    }

    func connectionOpened() { open.add(1) }
    func connectionEnded() { open.add(-1) }
}

/// A counter that threads share. A class, since an `Atomic` cannot be an element of an array.
final class Atomic64: Sendable {
    private let atomic = Atomic<Int>(0)

    var value: Int { atomic.load(ordering: .relaxed) }
    func add(_ amount: Int) { atomic.wrappingAdd(amount, ordering: .relaxed) }
}
