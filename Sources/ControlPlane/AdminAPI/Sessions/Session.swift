import HTTPTypes
import WallboardCore

/// An admin who signed in with a token in a browser.
struct Session: Sendable {
    /// The id by which it is listed and ended: not a secret.
    let id: CredentialID
    /// Whose token it was.
    let principal: Principal
    /// From where the admin signed in, without the port.
    let address: String
    /// What a request that changes something has to repeat, so that no other site can forge one.
    let csrfToken: String
    /// When it began, in milliseconds of the monotonic clock.
    let createdAt: Int64
    /// When it was last used, by the same clock.
    var lastUsedAt: Int64
}

/// The sessions of the port: a value that does no I/O and reads no clock. Times are milliseconds of the monotonic
/// clock.
///
/// A session is found by the hash of its secret, so that the time this takes reveals nothing about the secret, and
/// memory holds nothing that lets anybody in.
struct SessionTable: Sendable {
    private let limits: AdminLimits
    private var sessions: [SecretHash: Session] = [:]

    init(limits: AdminLimits) {
        self.limits = limits
    }

    /// Sessions that are kept, including ended ones that were not yet noticed.
    var count: Int { sessions.count }

    /// Keeps a new session. If its token, its customer or all together have too many, the least recently used of
    /// these ends.
    mutating func add(_ session: Session, secret: SecretHash) {
        let own = sessions.filter { $0.value.principal.token == session.principal.token }
        if own.count >= limits.sessionsOfOne { endOldest(of: own) }
        if let customer = session.principal.customer {
            let ofCustomer = sessions.filter { $0.value.principal.customer == customer }
            if ofCustomer.count >= limits.sessionsOfCustomer { endOldest(of: ofCustomer) }
        }
        if sessions.count >= limits.sessions {
            sessions = sessions.filter { isAlive($0.value, at: session.createdAt) }
            if sessions.count >= limits.sessions { endOldest(of: sessions) }
        }
        sessions[secret] = session
    }

    /// The session with this secret, if it has not ended; it counts as used.
    mutating func use(_ secret: SecretHash, at now: Int64) -> Session? {
        guard isAlive(secret, at: now) else { return nil }
        sessions[secret]?.lastUsedAt = now
        return sessions[secret]
    }

    /// Whether there is such a session; it does not count as used.
    mutating func isAlive(_ secret: SecretHash, at now: Int64) -> Bool {
        guard let session = sessions[secret] else { return false }
        if isAlive(session, at: now) { return true }
        sessions[secret] = nil
        return false
    }

    /// Ends a session; nothing happens if there is none.
    mutating func end(_ secret: SecretHash) {
        sessions[secret] = nil
    }

    /// The sessions in progress that `isVisible` accepts, oldest first.
    func all(at now: Int64, where isVisible: (Principal) -> Bool) -> [Session] {
        sessions.values.filter { isAlive($0, at: now) && isVisible($0.principal) }
            .sorted { ($0.createdAt, $0.id) < ($1.createdAt, $1.id) }
    }

    /// Ends the session with this id, if it is in progress and `isVisible` accepts it; returns whether it did.
    mutating func end(_ id: CredentialID, at now: Int64, where isVisible: (Principal) -> Bool) -> Bool {
        let found = sessions.first { $0.value.id == id && isAlive($0.value, at: now) && isVisible($0.value.principal) }
        guard let found else { return false }
        end(found.key)
        return true
    }

    private func isAlive(_ session: Session, at now: Int64) -> Bool {
        now - session.lastUsedAt < Int64(limits.sessionIdleSeconds) * 1_000
            && now - session.createdAt < Int64(limits.sessionSeconds) * 1_000
    }

    private mutating func endOldest(of sessions: [SecretHash: Session]) {
        if let oldest = sessions.min(by: { $0.value.lastUsedAt < $1.value.lastUsedAt }) { end(oldest.key) }
    }
}

/// The cookie that holds the secret of a session. The prefix makes browsers accept it from this very host alone, over
/// TLS (RFC 6265bis, section 4.1.3.2).
enum SessionCookie {
    static let name = "__Host-wallboard-session"

    /// The secret that a request carries; nil without one.
    static func secret(in headers: HTTPFields) -> String? {
        // HTTP/2 rules join more than one field; one name twice means that somebody planted one, and neither counts.
        let values = headers[values: .cookie].flatMap { $0.split(separator: ";") }.compactMap { pair -> String? in
            let parts = pair.drop { $0 == " " }.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return parts.count == 2 && parts[0] == name ? String(parts[1]) : nil
        }
        guard values.count == 1, let value = values.first, (1...64).contains(value.utf8.count) else { return nil }
        return value
    }

    /// `Set-Cookie` with a secret that is valid for so long at most.
    static func set(_ secret: String, seconds: Int) -> String {
        "\(name)=\(secret); Path=/; Max-Age=\(seconds); Secure; HttpOnly; SameSite=Strict"
    }

    /// `Set-Cookie` that removes the cookie.
    static let clear = "\(name)=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Strict"
}
