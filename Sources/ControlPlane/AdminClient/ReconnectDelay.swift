/// How long to wait before a lost stream is opened again: doubles from one failure to the next, with a random part,
/// so that many watchers do not come back all at once.
struct ReconnectDelay {
    private let shortest: Int
    private let longest: Int
    private var failures = 0

    /// Takes the bounds.
    init(_ limits: AdminClientLimits) {
        shortest = limits.minReconnectMilliseconds
        longest = limits.maxReconnectMilliseconds
    }

    /// The stream works; the next wait is short.
    mutating func succeeded() {
        failures = 0
    }

    /// Milliseconds to wait after one more failure: at least what the gateway has asked for (`told`), unless that is
    /// beyond the longest wait; otherwise from half of the time to all of it.
    mutating func afterFailure(told: Int?, using generator: inout some RandomNumberGenerator) -> Int {
        let least = min(max(told ?? 0, shortest), longest)
        let full = min(least << min(failures, 16), longest)
        failures += 1
        return max(least, Int.random(in: full / 2...full, using: &generator))
    }
}
