import Values
import WallboardCore

/// Authenticates admin tokens.
package protocol TokenAuthority: Sendable {
    /// Whose token it is: one of the gateway's own, or one signed by the trusted OpenID provider; nil if it is
    /// neither, has expired or was revoked. Compares secrets in constant time.
    func principal(bearing token: String) async throws(AdminError) -> Principal?
    /// Whether it takes a check of a signature to find out whose a token is: it looks like one of the OpenID
    /// provider's, and there is one. Costs next to nothing.
    func isSigned(_ token: String) -> Bool
    /// Whether what was found out by `principal(bearing:)` still holds, for sessions and streams: false once the token
    /// has expired or was revoked.
    func isStillGood(_ principal: Principal) async throws(AdminError) -> Bool
}

/// Who sends a request, and what they may do.
package struct Principal: Hashable, Sendable {
    /// The public half of the token; for an identity of the OpenID provider, a digest of issuer and subject.
    package let token: CredentialID
    /// The name that the token was made with, or the subject.
    package let name: String
    /// What its holder may do.
    package let role: Role
    /// The one customer it is confined to; nil: all.
    package let customer: CustomerID?
    /// Whether a `customer` role may change the maximum; the provider always may.
    package let maySetMaximum: Bool
    /// When the token expires; nil: never.
    package let expiresAt: Instant?

    /// Takes what is known of a verified token.
    package init(
        token: CredentialID, name: String, role: Role, customer: CustomerID?, maySetMaximum: Bool = false,
        expiresAt: Instant? = nil
    ) {
        self.token = token
        self.name = name
        self.role = role
        self.customer = customer
        self.maySetMaximum = maySetMaximum
        self.expiresAt = expiresAt
    }

    /// As the ledger and the audit name it.
    package var author: Author { .admin(name, token: token) }
}

/// Creates, lists and revokes admin tokens.
package protocol TokenAdministration: Sendable {
    /// Those confined to a customer, or all (nil); oldest first. Expired and revoked ones too.
    func tokens(of customer: CustomerID?, _ page: PageSelection) async throws(AdminError) -> [AdminTokenStatus]
    /// Creates a token; the answer holds the token itself, which is shown once and never stored. The API has checked
    /// that role and customer go together. It ends with its maker at the latest: when that one expires or is revoked.
    /// Throws `.notFound(.customer)`, `.limitReached`.
    func createToken(_ request: NewToken) async throws(AdminError) -> IssuedToken
    /// Revokes a token that is confined to `customer`, or any (nil), and those that were made with it: none of them
    /// is accepted once this returns, in sessions and streams too. Throws `.notFound(.token)`.
    func revokeToken(_ id: CredentialID, of customer: CustomerID?) async throws(AdminError)
}

/// A token to be created.
package struct NewToken: Sendable {
    /// What its holder may do.
    package let role: Role
    /// The one customer it is valid for; nil: all.
    package let customer: CustomerID?
    /// Who holds it; 1–200 characters.
    package let name: String
    /// Whether the holder of a `customer` token may change the maximum.
    package let maySetMaximum: Bool
    /// 1–315,360,000 s; nil: for ever. The token ends with its maker at the latest.
    package let expiresInSeconds: Int?
    /// Who makes it; nil: nobody who has a token.
    package let maker: Principal?

    /// Takes values whose ranges the API has checked.
    package init(
        role: Role, customer: CustomerID?, name: String, maySetMaximum: Bool, expiresInSeconds: Int?,
        maker: Principal? = nil
    ) {
        self.role = role
        self.customer = customer
        self.name = name
        self.maySetMaximum = maySetMaximum
        self.expiresInSeconds = expiresInSeconds
        self.maker = maker
    }

    /// When the token ends: when requested, and with its maker at the latest; nil: never.
    package func expiry(from now: Instant) -> Instant? {
        let asked = expiresInSeconds.map { now.advanced(byMilliseconds: Int64($0) * 1_000) }
        return [asked, maker?.expiresAt].compactMap { $0 }.min()
    }
}

/// A token as the admin gets it, once.
package struct IssuedToken: Sendable {
    /// What is stored of it.
    package let record: AdminToken
    /// The whole token. Never logged.
    package let token: String

    /// Takes a record and the token whose hash it holds.
    package init(record: AdminToken, token: String) {
        self.record = record
        self.token = token
    }
}

/// A token and when it was last used.
package struct AdminTokenStatus: Hashable, Sendable {
    /// What is stored of it.
    package let record: AdminToken
    /// Since the gateway started; nil: never.
    package let lastUsedAt: Instant?

    /// Takes both.
    package init(record: AdminToken, lastUsedAt: Instant?) {
        self.record = record
        self.lastUsedAt = lastUsedAt
    }
}

/// Keeps what admins did.
package protocol AuditTrail: Sendable {
    /// Records what is about to be carried out; returns the number of the record once it is durable.
    func beginAudit(_ record: AuditRecord) async throws(AdminError) -> Int
    /// Completes a record with the status of the answer. Never fails: if the store fails, that is logged, and the
    /// record stays without an outcome.
    func finishAudit(_ number: Int, status: Int) async
    /// Newest first: of one customer or of all (nil), with numbers below `before` (nil: from the newest), at most
    /// `limit`.
    func audit(of customer: CustomerID?, before number: Int?, limit: Int) async throws(AdminError) -> [AuditRecord]
}
