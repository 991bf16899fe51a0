/// The credentials of a request (RFC 6750, section 2.1).
enum BearerToken {
    /// The token of an `Authorization` header; nil without one, for another scheme, and for text that no token of ours
    /// can be. The scheme is compared without regard to case (RFC 9110, section 11.1).
    static func parse(_ authorization: String?, limits: AdminLimits) -> String? {
        guard let parts = authorization?.split(separator: " ", omittingEmptySubsequences: true),
            parts.count == 2, parts[0].lowercased() == "bearer",
            isOne(parts[1], limits: limits)
        else { return nil }
        return String(parts[1])
    }

    /// Whether a text may be a token at all.
    static func isOne(_ text: some StringProtocol, limits: AdminLimits) -> Bool {
        (1...limits.tokenBytes).contains(text.utf8.count) && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }
}
