/// The bounds of believing an OpenID provider.
package struct OpenIDLimits: Hashable, Sendable {
    /// Bytes of a token. Default 8,192: providers put groups in, and servers take no longer header lines.
    package var tokenBytes = 8_192
    /// Bytes of a discovery document or a set of keys. Default 262,144: 50 keys with certificates.
    package var documentBytes = 262_144
    /// Keys of a set; further ones are left out. Default 64: providers have two to ten.
    package var keys = 64
    /// Seconds that clocks may differ. Default 60.
    package var skewSeconds: Int64 = 60
    /// Seconds from now that a token may be valid for. Default 86,400: nobody can take a token back, so one that says it is
    /// valid for longer is refused as a mistake of the provider's settings.
    package var validSeconds: Int64 = 86_400
    /// Seconds after which the keys of an issuer are fetched again. Default 3,600: a key that the issuer took back is
    /// good for at most this long.
    package var freshSeconds: Int64 = 3_600
    /// Seconds for which keys are used while the issuer does not answer. Default 86,400.
    package var staleSeconds: Int64 = 86_400
    /// The least seconds between two fetches, whoever asks for a key that is not known. Default 60.
    package var fetchIntervalSeconds: Int64 = 60
    /// Seconds until the issuer's whole answer is there. Default 10.
    package var requestSeconds: Int64 = 10
    /// Characters of a name. Default 200, as for the gateway's own tokens.
    package var nameCharacters = 200
    /// Bytes of a claim that is used. Default 256.
    package var claimBytes = 256

    /// The defaults.
    package init() {}
}
