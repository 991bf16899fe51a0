import Crypto
import HTTPTypes
import Synchronization
import WallboardCore

/// Holds wrong tokens and wrong pairing codes to their rules, for the whole port.
final class AttemptGuard: Sendable {
    private let tokens: Mutex<AttemptLimiter>
    private let codes: Mutex<AttemptLimiter>
    private let clock: AdminClock
    private let counters: AdminCounters

    init(limits: AdminLimits, clock: AdminClock, counters: AdminCounters) {
        tokens = Mutex(
            AttemptLimiter(
                AttemptLimiter.Rule(
                    burst: limits.wrongTokens, secondsEach: limits.wrongTokenSeconds, entries: limits.attemptSources,
                    goodSeconds: limits.goodTokenSeconds)))
        codes = Mutex(
            AttemptLimiter(
                AttemptLimiter.Rule(
                    burst: limits.wrongCodes, secondsEach: limits.wrongCodeSeconds, entries: limits.attemptSources)))
        self.clock = clock
        self.counters = counters
    }

    /// Looks a token up, unless too many from the address were wrong and this one was not good from there lately: then it
    /// throws 429 without a look at it.
    func principal(
        bearing token: String, from address: String, of authority: any TokenAuthority
    ) async throws -> Principal? {
        let source = AddressBlock.of(address)
        let hash = SecretHash(of: token)
        if let seconds = tokens.withLock({ $0.wait(for: source, credential: hash, at: clock.monotonic()) }) {
            counters.count(.tooManyAttempts)
            throw Problem.tooManyAttempts(seconds: seconds)
        }
        let principal = try await authority.principal(bearing: token)
        tokens.withLock { tokens in
            if principal == nil {
                tokens.failed(source, at: clock.monotonic())
            } else {
                tokens.succeeded(source, credential: hash, at: clock.monotonic())
            }
        }
        if principal == nil { counters.count(.wrongToken) }
        return principal
    }

    /// Runs `body`, which looks a pairing code up. Each look is counted against the address and against the token before
    /// it is made, and taken back unless `body` throws that there is no such code.
    func guessing<Value>(_ call: AdminCall, _ body: () async throws -> Value) async throws -> Value {
        guard let principal = call.principal else { preconditionFailure("a code is looked up by nobody") }
        let sources = ["address " + AddressBlock.of(call.peer), "token " + principal.token.text]
        let wait = codes.withLock { codes in
            let now = clock.monotonic()
            let wait = sources.compactMap { codes.wait(for: $0, at: now) }.max()
            if wait == nil { for source in sources { codes.failed(source, at: now) } }
            return wait
        }
        if let wait {
            counters.count(.tooManyAttempts)
            throw Problem.tooManyAttempts(seconds: wait)
        }
        do {
            let value = try await body()
            takeBack(sources)
            return value
        } catch AdminError.notFound(.pairing) {
            counters.count(.wrongCode)
            throw AdminError.notFound(.pairing)
        } catch {
            takeBack(sources)
            throw error
        }
    }

    private func takeBack(_ sources: [String]) {
        codes.withLock { codes in
            for source in sources { codes.takeBack(source) }
        }
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
    /// 429, telling when to come back.
    static func tooManyAttempts(seconds: Int) -> Problem {
        Problem(
            kind: .tooManyAttempts, detail: "Too many failed attempts: try again in \(seconds) s.",
            headers: [.retryAfter: String(seconds)])
    }
}
