import Values

/// Whose token it is, as far as the provider says; whether role and customer exist is for the gateway to decide.
package struct OpenIDBearer: Hashable, Sendable {
    /// The claim `sub`: the same person, as long as the issuer is the same.
    package let subject: String
    /// The subject, cut to what a name may be.
    package let name: String
    /// The word of the role.
    package let role: String
    /// The one customer; nil: none was named.
    package let customer: String?
    /// Whether the claim says so; what it is worth depends on the role.
    package let maySetMaximum: Bool
    /// When the token expires, without the allowance for clocks.
    package let expiresAt: Instant
}
