import Foundation
import Synchronization
import WallboardCore

/// Begins, finds and ends sessions.
final class Sessions: Sendable {
    private let table: Mutex<SessionTable>
    private let clock: AdminClock
    private let tokens: any TokenAuthority

    init(tokens: any TokenAuthority, limits: AdminLimits, clock: AdminClock) {
        table = Mutex(SessionTable(limits: limits))
        self.clock = clock
        self.tokens = tokens
    }

    /// Begins a session; returns the secret for the cookie, which is told this once.
    func begin(_ principal: Principal) -> String {
        let secret = Self.random()
        let now = clock.monotonic()
        let session = Session(principal: principal, csrfToken: Self.random(), createdAt: now, lastUsedAt: now)
        table.withLock { $0.add(session, secret: SecretHash(of: secret)) }
        return secret
    }

    /// The session of a cookie, which counts as used; nil if there is none, if it has ended, or if its token is good no
    /// longer, which ends it.
    func session(of secret: String) async throws(AdminError) -> Session? {
        let hash = SecretHash(of: secret)
        let now = clock.monotonic()
        guard let session = table.withLock({ $0.use(hash, at: now) }) else { return nil }
        if try await tokens.isStillGood(session.principal) { return session }
        table.withLock { $0.end(hash) }
        return nil
    }

    /// Whether the session of a cookie still goes on; it does not count as used. Whether its token is good is another
    /// question.
    func isAlive(_ secret: String) -> Bool {
        let now = clock.monotonic()
        return table.withLock { $0.isAlive(SecretHash(of: secret), at: now) }
    }

    /// Ends the session of a cookie; nothing happens if there is none.
    func end(_ secret: String) {
        table.withLock { $0.end(SecretHash(of: secret)) }
    }

    /// 256 random bits of the system's cryptographic generator, as 43 characters of base64url.
    private static func random() -> String {
        var generator = SystemRandomNumberGenerator()
        let bytes = (0..<32).map { _ in UInt8.random(in: 0...255, using: &generator) }
        return Base64URL.encode(bytes)
    }
}
