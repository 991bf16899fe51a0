import AdminClient
import UnixSignals

/// The exit code of the program; 0 when all went well. The help lists the numbers, which never change.
enum Outcome: Int32 {
    /// The gateway refused, or sent something that is not the admin API.
    case refused = 1
    /// An option, address or file is wrong.
    case usage = 2
    /// There is no gateway there, or it cannot be trusted.
    case unreachable = 3
    /// A ledger could not be verified.
    case notVerified = 4
    /// The user declined the confirmation; nothing was changed.
    case declined = 5
    /// The answer could not be written to its destination.
    case notWritten = 6

    init(of error: AdminClientError) {
        self =
            switch error {
            case .refused, .notUnderstood: .refused
            case .misconfigured: .usage
            case .unreachable: .unreachable
            }
    }
}

/// Why a command ended without its result, for reasons other than the gateway.
struct CommandFailure: Error {
    let outcome: Outcome
    /// For people; without the program's name.
    let sentence: String
}

/// Work that lasts until somebody ends it.
enum Interruption {
    /// Runs `body` until it ends, or until Ctrl-C (SIGINT) or SIGTERM: then `body` is cancelled, its connections are
    /// closed, and this returns as if all was done.
    static func ends(_ body: @escaping @Sendable () async throws -> Void) async throws {
        let signals = await UnixSignalsSequence(trapping: .sigint, .sigterm)
        try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                for await _ in signals { return true }
                return false
            }
            group.addTask {
                try await body()
                return true
            }
            // The signals end by themselves only when this task is cancelled.
            while let isDone = try await group.next(), !isDone {}
            group.cancelAll()
            // Errors of the cancelled work do not matter.
            while let _ = await group.nextResult() {}
        }
    }
}
