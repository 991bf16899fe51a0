import Crypto
import HTTPTypes
import Synchronization
import Values
import WallboardCore

/// Limits wrong tokens and wrong pairing codes to their budgets, for the whole port.
final class AttemptGuard: Sendable {
    private let tokens: Mutex<RateLimiter<String>>
    private let codes: Mutex<PairingGuesses>
    private let clock: AdminClock
    private let counters: AdminCounters

    init(limits: AdminLimits, clock: AdminClock, counters: AdminCounters) {
        tokens = Mutex(
            RateLimiter(
                RateLimiter.Rule(
                    burst: limits.wrongTokens, millisEach: Int64(limits.wrongTokenSeconds) * 1_000,
                    maxKeys: limits.attemptSources)))
        codes = Mutex(PairingGuesses(limits))
        self.clock = clock
        self.counters = counters
    }

    /// The principal of a token; nil if it is wrong. A valid token is let in whatever others behind its address have
    /// done; a wrong one from an address that has no attempts left throws 429.
    func principal(
        bearing token: String, from address: String, of authority: any TokenAuthority
    ) async throws -> Principal? {
        if let principal = try await authority.principal(bearing: token) { return principal }
        counters.count(.wrongToken)
        let source = AddressBlock.name(countedFor: address)
        let wait = tokens.withLock { tokens in
            let now = clock.monotonic()
            return tokens.spend(source, at: now) ? nil : tokens.wait(for: source, at: now)
        }
        if let wait { throw refusal(millis: wait) }
        return nil
    }

    /// Runs `body`, which looks up a pairing code for `customer`. Each lookup is counted before it is made, and taken
    /// back unless `body` throws that there is no such code.
    func guessing<Value>(for customer: String, _ body: () async throws -> Value) async throws -> Value {
        let (look, wait) = codes.withLock { codes -> (PairingGuesses.Look?, Int64) in
            let now = clock.monotonic()
            if let wait = codes.wait(of: customer, at: now) { return (nil, wait) }
            return (codes.begin(for: customer, at: now), 0)
        }
        guard let look else { throw refusal(millis: wait) }
        do {
            let value = try await body()
            codes.withLock { $0.takeBack(look) }
            return value
        } catch AdminError.notFound(.pairing) {
            counters.count(.wrongCode)
            codes.withLock { $0.wrong(look, at: clock.monotonic()) }
            throw AdminError.notFound(.pairing)
        } catch {
            codes.withLock { $0.takeBack(look) }
            throw error
        }
    }

    private func refusal(millis: Int64) -> Problem {
        counters.count(.tooManyAttempts)
        return .tooManyAttempts(seconds: Int((millis + 999) / 1_000))
    }
}

extension SecretHash {
    /// The SHA-256 hash of a text.
    init(of text: String) {
        guard let hash = SecretHash(bytes: Array(SHA256.hash(data: Array(text.utf8)))) else {
            preconditionFailure("SHA-256 has 32 bytes")
        }
        self = hash
    }
}

extension Problem {
    /// 429, saying when to come back.
    static func tooManyAttempts(seconds: Int) -> Problem {
        Problem(
            kind: .tooManyAttempts, detail: "Too many failed attempts: try again in \(seconds) s.",
            headers: [.retryAfter: String(seconds)])
    }
}
