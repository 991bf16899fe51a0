import Synchronization
import Values
import WallboardCore

@testable import AdminAPI

/// A time that advances only when a test says so.
final class TestClock: Sendable {
    private struct State {
        var now: Int64 = 0
        var sleepers: [Int: (until: Int64, continuation: CheckedContinuation<Void, any Error>)] = [:]
        var next = 0
    }

    private let state = Mutex(State())

    var clock: AdminClock {
        AdminClock(
            wall: { GatewayDouble.start.advanced(byMilliseconds: self.now) }, monotonic: { self.now },
            sleep: { try await self.sleep($0) })
    }

    private var now: Int64 { state.withLock { $0.now } }

    /// How many tasks sleep now.
    var sleepers: Int { state.withLock { $0.sleepers.count } }

    /// Advances the time and wakes every task that has slept enough.
    func advance(seconds: Int64) {
        let woken = state.withLock { state in
            state.now += seconds * 1_000
            let due = state.sleepers.filter { $0.value.until <= state.now }
            for id in due.keys { state.sleepers[id] = nil }
            return due.values.map(\.continuation)
        }
        for continuation in woken { continuation.resume() }
    }

    /// Advances the time once a task sleeps, however long that takes.
    func advanceOnceAsleep(seconds: Int64) async throws {
        while sleepers == 0 { try await Task.sleep(for: .milliseconds(1)) }
        advance(seconds: seconds)
    }

    private func sleep(_ milliseconds: Int64) async throws {
        let id = state.withLock { state in
            state.next += 1
            return state.next
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                let isCancelled = state.withLock { state in
                    if Task.isCancelled { return true }
                    state.sleepers[id] = (until: state.now + milliseconds, continuation: continuation)
                    return false
                }
                if isCancelled { continuation.resume(throwing: CancellationError()) }
            }
        } onCancel: {
            let sleeper = state.withLock { $0.sleepers.removeValue(forKey: id) }
            sleeper?.continuation.resume(throwing: CancellationError())
        }
    }
}
