/// How long to wait before something is tried again: doubles from one failure to the next, with a random part.
package struct Backoff: Hashable, Sendable {
    private let shortest: Int
    private let longest: Int
    private var failures = 0

    /// Takes the bounds in milliseconds. Default a second, and a minute.
    ///
    /// Precondition: the first is above 0, and not above the second.
    package init(shortest: Int = 1_000, longest: Int = 60_000) {
        precondition(0 < shortest && shortest <= longest, "\(shortest) and \(longest) ms")
        self.shortest = shortest
        self.longest = longest
    }

    /// It works; the next wait is short.
    package mutating func succeeded() {
        failures = 0
    }

    /// Milliseconds to wait after one more failure: from half of the time to all of it.
    package mutating func next(using generator: inout some RandomNumberGenerator) -> Int {
        let full = min(shortest << min(failures, 16), longest)
        failures += 1
        return Int.random(in: full / 2...full, using: &generator)
    }
}
