import Values

/// A key with which devices register themselves for one user.
package struct EnrolmentKey: Hashable, Sendable {
    /// The public half of the key.
    package let id: CredentialID
    /// Whose seats it gives.
    package let customer: CustomerID
    /// The user that its devices are assigned to.
    package let user: UserID
    /// The hash of its secret half.
    package let secretHash: SecretHash
    /// When it was made.
    package let createdAt: Instant
    /// nil: never.
    package let expiresAt: Instant?
    /// How many seats it may give; nil: no limit but the customer's maximum. At least 1.
    package let maxUses: Int?
    /// How many seats it gave.
    package var uses: Int

    /// Takes a record as it is stored; `uses` is 0 for a new key.
    package init(
        id: CredentialID, customer: CustomerID, user: UserID, secretHash: SecretHash, createdAt: Instant,
        expiresAt: Instant?, maxUses: Int?, uses: Int = 0
    ) {
        self.id = id
        self.customer = customer
        self.user = user
        self.secretHash = secretHash
        self.createdAt = createdAt
        self.expiresAt = expiresAt
        self.maxUses = maxUses
        self.uses = uses
    }
}
