import Dispatch

/// Holds the thread of a database connection until the test opens it. The test itself never blocks a thread.
final class Gate: Sendable {
    private let semaphore = DispatchSemaphore(value: 0)
    private let arrivals: AsyncStream<Void>
    private let arrival: AsyncStream<Void>.Continuation

    init() {
        (arrivals, arrival) = AsyncStream.makeStream(bufferingPolicy: .bufferingOldest(1))
    }

    /// Blocks the calling thread until `open` is called.
    func pass() {
        arrival.yield()
        semaphore.wait()
    }

    /// Returns when a thread has reached the gate.
    func isReached() async {
        for await _ in arrivals { return }
    }

    /// Lets `count` threads pass, now or when they come.
    func open(for count: Int = 1) {
        for _ in 0..<count { semaphore.signal() }
    }
}
