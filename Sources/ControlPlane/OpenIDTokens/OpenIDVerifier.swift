import BoardProtocol
import NIOSSL
import Values

/// Checks bearer tokens that an OpenID provider has signed (RFC 7519).
package struct OpenIDVerifier: Sendable {
    private let source: any KeySource
    private let check: ClaimCheck
    private let limits: OpenIDLimits
    private let clock: @Sendable () -> Instant
    private let start = ContinuousClock.now

    /// `clock` is the time of day. Opens no connection yet.
    ///
    /// Throws if the file of keys or of trust roots cannot be used.
    package init(
        _ configuration: OpenIDConfiguration, limits: OpenIDLimits = OpenIDLimits(),
        clock: @escaping @Sendable () -> Instant
    ) async throws(OpenIDMisconfiguration) {
        switch configuration.keys {
        case .file(let path):
            let file = KeyFile(path: path, limits: limits)
            do {
                _ = try await file.current()
            } catch {
                throw OpenIDMisconfiguration(reason: "\(path) is not a set of keys that can be used")
            }
            source = file
        case .issuer(let trustRoots):
            if let trustRoots {
                guard let certificates = try? NIOSSLCertificate.fromPEMFile(trustRoots), !certificates.isEmpty else {
                    throw OpenIDMisconfiguration(reason: "there are no certificates in \(trustRoots)")
                }
            }
            let fetch = DocumentFetch(trustRoots: trustRoots, limits: limits)
            let start = start
            source = IssuerKeys(
                issuer: configuration.issuer, limits: limits,
                clock: { (ContinuousClock.now - start).components.seconds },
                fetch: { url async throws(TokenRefusal) in try await fetch(url) })
        }
        check = ClaimCheck(configuration: configuration, limits: limits)
        self.limits = limits
        self.clock = clock
    }

    /// Whether a text can be a token of this kind: three parts and long. The gateway's own tokens have another form.
    package static func looksLikeToken(_ text: String) -> Bool {
        text.utf8.count(where: { $0 == UInt8(ascii: ".") }) == 2 && text.hasPrefix("eyJ")
    }

    /// Whose token it is. Throws why it is rejected; `.keysUnavailable` says nothing about the token.
    package func bearer(of token: String) async throws(TokenRefusal) -> OpenIDBearer {
        let token = try CompactToken(token, limits: limits)
        // Before any key is looked up: most of what comes here by mistake is from another issuer, or old.
        let bearer = try check.bearer(of: token.claims, at: clock())
        let keys = try await source.keys(for: token)
        try await keys.verify(token)
        return bearer
    }
}

/// Whose token it is, according to the provider; whether role and customer exist is for the gateway to decide.
package struct OpenIDBearer: Hashable, Sendable {
    /// The claim `sub`: the same person, as long as the issuer is the same.
    package let subject: String
    /// The subject, cut to the length of a name.
    package let name: String
    /// The word of the role.
    package let role: String
    /// The one customer; nil: none was named.
    package let customer: String?
    /// Whether the claim says so; what it allows depends on the role.
    package let maySetMaximum: Bool
    /// When the token expires, without the allowance for clocks.
    package let expiresAt: Instant
}
