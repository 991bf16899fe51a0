import Values

/// What the bearer of an admin token may do (admin API, `wallboard-gateway token`).
package enum Role: String, Sendable, CaseIterable {
    /// Everything.
    case provider
    /// One customer: users, devices, pairing.
    case customer
    /// Reads only.
    case monitor
    /// Sends call events of one customer.
    case feed
}

/// A token of the admin port.
package struct AdminToken: Hashable, Sendable {
    /// The public half of the token.
    package let id: CredentialID
    /// What its bearer may do.
    package let role: Role
    /// The one customer it is valid for; nil: all (only `provider` and `monitor`).
    package let customer: CustomerID?
    /// Who holds it; 1–200 characters.
    package let name: String
    /// Whether the bearer of a `customer` token may change the customer's maximum.
    package let maySetMaximum: Bool
    /// The hash of its secret half.
    package let secretHash: SecretHash
    /// When it was made.
    package let createdAt: Instant
    /// When it expires; nil: never.
    package let expiresAt: Instant?
    /// When it was revoked; nil: it was not.
    package var revokedAt: Instant?
    /// The token, or the bearer from the OpenID provider, with which it was made: it ends with that one at the latest.
    /// nil: it was made on the gateway's machine, without one.
    package let createdBy: CredentialID?

    /// Takes a record as it is stored.
    package init(
        id: CredentialID, role: Role, customer: CustomerID?, name: String, maySetMaximum: Bool = false,
        secretHash: SecretHash, createdAt: Instant, expiresAt: Instant? = nil, revokedAt: Instant? = nil,
        createdBy: CredentialID? = nil
    ) {
        self.id = id
        self.role = role
        self.customer = customer
        self.name = name
        self.maySetMaximum = maySetMaximum
        self.secretHash = secretHash
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.revokedAt = revokedAt
        self.createdBy = createdBy
    }

    /// Whether it lets its bearer in at `now`.
    package func isGood(at now: Instant) -> Bool {
        revokedAt == nil && expiresAt.map { now < $0 } ?? true
    }
}

/// What an admin did or tried to do: written before it is carried out, and completed with the result.
package struct AuditRecord: Hashable, Sendable {
    /// Counts the records from 1, over all customers.
    package let number: Int
    /// When the request came.
    package let at: Instant
    /// Who sent it.
    package let author: Author
    /// What the author may do.
    package let role: Role
    /// The peer's address without its port.
    package let address: String
    /// The name of the operation, such as `changeLicences`.
    package let operation: String
    /// The path of the request, without its query.
    package let path: String
    /// The customer in the path, if it has one. It may be gone, or never have been.
    package let customer: CustomerID?
    /// The body of the request as JSON text without secrets, cut to a bound; nil: none.
    package let change: String?
    /// The HTTP status of the answer; nil while it is carried out, or if the gateway ended in the middle of it.
    package let status: Int?
    /// How many requests the record covers: equal refusals within an hour share one record. 1 or more.
    package let count: Int
    /// When the last of them came; nil: there is only one.
    package let lastAt: Instant?

    /// Whether the status of an answer says that the request was refused: then nothing was changed. Where the gateway
    /// has failed (500 or above) a part may have been, and such a record is never counted in another one.
    package static func isRefusal(_ status: Int) -> Bool { (400..<500).contains(status) }

    /// Takes a record as it is stored; `number` is chosen by the store, 0 in a new one.
    package init(
        number: Int = 0, at: Instant, author: Author, role: Role, address: String, operation: String, path: String,
        customer: CustomerID?, change: String?, status: Int? = nil, count: Int = 1, lastAt: Instant? = nil
    ) {
        self.number = number
        self.at = at
        self.author = author
        self.role = role
        self.address = address
        self.operation = operation
        self.path = path
        self.customer = customer
        self.change = change
        self.status = status
        self.count = count
        self.lastAt = lastAt
    }
}
