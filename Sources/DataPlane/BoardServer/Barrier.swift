import Synchronization

/// Lets a task wait until every loop has carried out what was posted before.
package final class Barrier: Sendable {
    private struct State {
        var missing: Int
        var isGivenUp = false
        var waiter: CheckedContinuation<Bool, Never>?
    }

    private let state: Mutex<State>

    /// - Parameter count: how many acknowledgements it waits for; 0 or more.
    package init(count: Int) {
        precondition(count >= 0, "a barrier cannot wait for \(count) loops")
        state = Mutex(State(missing: count))
    }

    /// One loop has got here.
    package func acknowledge() {
        let waiter = state.withLock { state in
            precondition(state.missing > 0, "a barrier was acknowledged too often")
            state.missing -= 1
            guard state.missing == 0 else { return CheckedContinuation<Bool, Never>?.none }
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume(returning: true)
    }

    /// Returns when all loops have got here, with true, or when the time is over, with false; nil waits without end.
    /// For one waiter at a time, which may wait again.
    @discardableResult
    package func wait(upTo time: Duration? = nil) async -> Bool {
        state.withLock { $0.isGivenUp = false }
        let timer = time.map { time in
            Task {
                guard (try? await Task.sleep(for: time)) != nil else { return }
                giveUp()
            }
        }
        defer { timer?.cancel() }
        return await withCheckedContinuation { continuation in
            let answer: Bool? = state.withLock { state in
                precondition(state.waiter == nil, "a barrier has one waiter")
                if state.missing == 0 { return true }
                if state.isGivenUp { return false }
                state.waiter = continuation
                return nil
            }
            if let answer { continuation.resume(returning: answer) }
        }
    }

    private func giveUp() {
        let waiter = state.withLock { state in
            state.isGivenUp = true
            return state.waiter.take()
        }
        waiter?.resume(returning: false)
    }
}
