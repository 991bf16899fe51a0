import Synchronization
import UnixSignals
import Values

/// Whether Ctrl-C was typed (SIGINT) or the program was asked to end (SIGTERM). Long-running work checks it and ends
/// in good order.
final class Interruption: Sendable {
    private let flag = Atomic(false)

    var isRequested: Bool { flag.load(ordering: .relaxed) }

    func request() { flag.store(true, ordering: .relaxed) }

    /// Runs `body` while signals are caught.
    static func watched<Result: Sendable>(
        _ body: @escaping @Sendable (Interruption) async throws -> Result
    ) async throws -> Result {
        let interruption = Interruption()
        let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm)
        return try await withThrowingTaskGroup(of: Result?.self) { group in
            group.addTask {
                for await _ in signals { interruption.request() }
                return nil
            }
            group.addTask { try await body(interruption) }
            while let finished = try await group.next() {
                guard let result = finished else { continue }
                group.cancelAll()
                return result
            }
            preconditionFailure("the work ended without a result")
        }
    }

    /// Sleeps for at most `milliseconds`; an interruption is noticed within a tenth of a second.
    func sleep(milliseconds: Int64) async throws {
        var left = milliseconds
        while left > 0, !isRequested {
            let nap = min(left, 100)
            try await Task.sleep(for: .milliseconds(nap))
            left -= nap
        }
    }
}
