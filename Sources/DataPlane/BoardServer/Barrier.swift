import Synchronization

/// Lets a task wait until every loop has carried out what was posted before.
package final class Barrier: Sendable {
    private struct State {
        var missing: Int
        var waiter: CheckedContinuation<Void, Never>?
    }

    private let state: Mutex<State>

    /// - Parameter count: how many acknowledgements it takes; 0 or more.
    package init(count: Int) {
        precondition(count >= 0, "a barrier cannot wait for \(count) loops")
        state = Mutex(State(missing: count))
    }

    /// One loop has got here.
    package func acknowledge() {
        let waiter = state.withLock { state in
            precondition(state.missing > 0, "a barrier was acknowledged too often")
            state.missing -= 1
            guard state.missing == 0 else { return CheckedContinuation<Void, Never>?.none }
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume()
    }

    /// Returns when all loops have got here. For one waiter.
    package func wait() async {
        await withCheckedContinuation { continuation in
            let isDone = state.withLock { state in
                precondition(state.waiter == nil, "a barrier has one waiter")
                if state.missing > 0 { state.waiter = continuation }
                return state.missing == 0
            }
            if isDone { continuation.resume() }
        }
    }
}
