import AdminAPI
import WallboardCore

/// The attempts that were refused lately, for operators: bounded, newest last.
struct RefusalLog {
    /// Attempts of one customer (or of none) that are kept.
    static let most = 200

    private var attempts: [RefusedAttempt] = []

    /// Newest first.
    var newestFirst: [RefusedAttempt] { attempts.reversed() }

    mutating func add(_ attempt: RefusedAttempt) {
        if attempts.count == Self.most { attempts.removeFirst() }
        attempts.append(attempt)
    }
}
