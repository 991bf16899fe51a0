import BoardProtocol
import Values

/// Keys that the issuer publishes. They are fetched on demand, kept for an hour, and fetched early for a key that is
/// not among them, at most once a minute: tokens with made-up keys cannot make the gateway flood the issuer with
/// requests.
actor IssuerKeys: KeySource {
    /// Fetches an `https` URL, bounded in time and size.
    typealias Fetch = @Sendable (_ url: String) async throws(TokenRefusal) -> [UInt8]

    private let issuer: String
    private let limits: OpenIDLimits
    private let fetch: Fetch
    /// Seconds on a clock that does not go back.
    private let clock: @Sendable () -> Int64
    private var keys: KeySet?
    private var fetchedAt: Int64 = 0
    private var triedAt: Int64?
    private var lastFailure = TokenRefusal.keysUnavailable("the issuer has not been asked yet")
    /// The fetch in progress; everybody waits for the same one.
    private var current: Task<Void, Never>?

    init(issuer: String, limits: OpenIDLimits, clock: @escaping @Sendable () -> Int64, fetch: @escaping Fetch) {
        self.issuer = issuer
        self.limits = limits
        self.clock = clock
        self.fetch = fetch
    }

    func keys(for token: CompactToken) async throws(TokenRefusal) -> KeySet {
        if let keys, keys.holdsKey(of: token), clock() - fetchedAt < limits.freshSeconds { return keys }
        await refresh()
        guard let keys, clock() - fetchedAt < limits.staleSeconds else { throw lastFailure }
        return keys
    }

    private func refresh() async {
        if let current { return await current.value }
        let now = clock()
        if let triedAt, now - triedAt < limits.fetchIntervalSeconds { return }
        triedAt = now
        // Not a child of the request that happens to be the first: the others wait for it too.
        let task = Task { await self.load() }
        current = task
        await task.value
    }

    private func load() async {
        do throws(TokenRefusal) {
            keys = try await keySet()
            fetchedAt = clock()
        } catch {
            lastFailure = error
        }
        current = nil
    }

    /// OpenID Connect Discovery 1.0, sections 4.1 and 4.3: the document must name the issuer that was asked.
    private func keySet() async throws(TokenRefusal) -> KeySet {
        let base = issuer.hasSuffix("/") ? String(issuer.dropLast()) : issuer
        let bytes = try await fetch(base + "/.well-known/openid-configuration")
        var jsonLimits = JSONLimits()
        jsonLimits.maxBytes = limits.documentBytes
        guard let document = try? JSON(parsing: bytes, limits: jsonLimits) else {
            throw .keysUnavailable("the issuer's discovery document is not JSON")
        }
        guard let named = document["issuer"]?.string, named.utf8.elementsEqual(issuer.utf8) else {
            throw .keysUnavailable("the discovery document is of another issuer")
        }
        guard let address = document["jwks_uri"]?.string, OpenIDConfiguration.isSecure(address) else {
            throw .keysUnavailable("the issuer's keys have no https address")
        }
        guard let keys = await KeySet(parsing: try await fetch(address), limits: limits) else {
            throw .keysUnavailable("the issuer's keys are not a set of keys that can be used")
        }
        return keys
    }
}

/// The source of the keys.
protocol KeySource: Sendable {
    /// The keys that include the one of `token`, if the source can get it; otherwise those there are.
    ///
    /// Throws `.keysUnavailable` if there are none.
    func keys(for token: CompactToken) async throws(TokenRefusal) -> KeySet
}
