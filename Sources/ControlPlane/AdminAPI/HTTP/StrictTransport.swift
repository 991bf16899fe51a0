/// Strict-Transport-Security (RFC 6797): browsers that were here once speak TLS with this host and let nobody click a warning
/// about its certificate away.
enum StrictTransport {
    /// A year, and this host alone: what else is below its name is not ours.
    static let policy = "max-age=31536000"

    /// Whether a browser is to keep it of the host that a request names. Not of `localhost`, which all the servers of a
    /// developer's machine share; browsers themselves do not keep it of addresses (section 8.1.1).
    static func isWise(for authority: String) -> Bool {
        authority.split(separator: ":").first?.lowercased() != "localhost"
    }
}
