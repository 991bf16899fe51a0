/// Where keys come from.
protocol KeySource: Sendable {
    /// The keys that hold the one of `token`, if the source can get it; else those there are.
    ///
    /// Throws `.keysUnavailable` if there are none.
    func keys(for token: CompactToken) async throws(TokenRefusal) -> KeySet
}
