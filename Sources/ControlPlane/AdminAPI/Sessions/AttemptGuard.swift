import Crypto
import HTTPTypes
import Synchronization
import Values
import WallboardCore

/// Limits wrong tokens and wrong pairing codes to their budgets, for the whole port.
final class AttemptGuard: Sendable {
    private let tokens: Mutex<RateLimiter<String>>
    private let verified: Mutex<VerifiedTokens>
    private let codes: Mutex<PairingGuesses>
    private let clock: AdminClock
    private let counters: AdminCounters

    init(limits: AdminLimits, clock: AdminClock, counters: AdminCounters) {
        tokens = Mutex(
            RateLimiter(
                RateLimiter.Rule(
                    burst: limits.wrongTokens, millisEach: Int64(limits.wrongTokenSeconds) * 1_000,
                    maxKeys: limits.attemptSources)))
        verified = Mutex(
            VerifiedTokens(most: limits.verifiedTokens, millis: Int64(limits.verifiedTokenSeconds) * 1_000))
        codes = Mutex(PairingGuesses(limits))
        self.clock = clock
        self.counters = counters
    }

    /// Whose a token is; nil if it is wrong. A wrong one from an address that has no attempts left throws 429. A good
    /// token of the gateway's own is let in whatever others behind its address have done. One that is signed costs a
    /// check of its signature: from such an address only those are checked that were good within the last minutes.
    func principal(
        bearing token: String, from address: String, of authority: any TokenAuthority
    ) async throws -> Principal? {
        let source = AddressBlock.name(countedFor: address)
        let hash = authority.isSigned(token) ? SecretHash(of: token) : nil
        if let hash, let wait = wait(of: source), !verified.withLock({ $0.contains(hash, at: clock.monotonic()) }) {
            throw refusal(millis: wait)
        }
        if let principal = try await authority.principal(bearing: token) {
            if let hash { verified.withLock { $0.insert(hash, at: clock.monotonic()) } }
            return principal
        }
        if let hash { verified.withLock { $0.remove(hash) } }
        counters.count(.wrongToken)
        let wait = tokens.withLock { tokens in
            let now = clock.monotonic()
            return tokens.spend(source, at: now) ? nil : tokens.wait(for: source, at: now)
        }
        if let wait { throw refusal(millis: wait) }
        return nil
    }

    /// How many milliseconds an address has to wait before another wrong token of it is checked; nil: none.
    private func wait(of source: String) -> Int64? {
        tokens.withLock { $0.wait(for: source, at: clock.monotonic()) }
    }

    /// Runs `body`, which looks a pairing code up for `customer`. Each look is counted before it is made, and
    /// taken back unless `body` throws that there is no such code.
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
