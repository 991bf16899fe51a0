import Foundation
import Synchronization
import Values
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

    /// Begins a session of an admin at this address; returns the secret for the cookie, which is given out only here.
    func begin(_ principal: Principal, from address: String) -> String {
        let secret = Self.random()
        let now = clock.monotonic()
        // Proof: every character of base64url may be in an id.
        guard let id = CredentialID(String(Self.random().prefix(16))) else { preconditionFailure("no id") }
        let session = Session(
            id: id, principal: principal, address: address, csrfToken: Self.random(), createdAt: now, lastUsedAt: now)
        table.withLock { $0.add(session, secret: SecretHash(of: secret)) }
        return secret
    }

    /// The session of a cookie, which counts as used; nil if there is none, if it has ended, or if its token is no
    /// longer valid, which ends it.
    func session(of secret: String) async throws(AdminError) -> Session? {
        let hash = SecretHash(of: secret)
        let now = clock.monotonic()
        guard let session = table.withLock({ $0.use(hash, at: now) }) else { return nil }
        if try await tokens.isStillGood(session.principal) { return session }
        table.withLock { $0.end(hash) }
        return nil
    }

    /// Whether the session of a cookie is still in progress; it does not count as used. Whether its token is valid is
    /// another question.
    func isAlive(_ secret: String) -> Bool {
        let now = clock.monotonic()
        return table.withLock { $0.isAlive(SecretHash(of: secret), at: now) }
    }

    /// The sessions that a principal may see, oldest first, with the moments of their beginning and of their last
    /// use.
    func visible(to viewer: Principal) -> [(session: Session, since: Instant, lastUsed: Instant)] {
        let (now, wall) = (clock.monotonic(), clock.wall())
        return table.withLock { $0.all(at: now, where: viewer.mayEndSession(of:)) }.map { session in
            (
                session, wall.advanced(byMilliseconds: session.createdAt - now),
                wall.advanced(byMilliseconds: session.lastUsedAt - now)
            )
        }
    }

    /// Ends a session that the principal may see. Throws `.notFound(.session)`.
    func end(_ id: CredentialID, by viewer: Principal) throws(AdminError) {
        let now = clock.monotonic()
        let isEnded = table.withLock { $0.end(id, at: now, where: viewer.mayEndSession(of:)) }
        guard isEnded else { throw .notFound(.session) }
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

extension Principal {
    /// Whether the principal sees, and may end, the sessions of another: a provider those of all, an admin of a
    /// customer those of that customer, everybody those that were begun with the same token.
    fileprivate func mayEndSession(of other: Principal) -> Bool {
        switch role {
        case .provider: true
        case .customer: other.token == token || (customer != nil && other.customer == customer)
        case .monitor, .feed: other.token == token
        }
    }
}
