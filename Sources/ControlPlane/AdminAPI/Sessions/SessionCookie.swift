import HTTPTypes

/// The cookie that holds the secret of a session. The prefix makes browsers take it from this very host alone, over TLS
/// (RFC 6265bis, section 4.1.3.2).
enum SessionCookie {
    static let name = "__Host-wallboard-session"

    /// The secret that a request carries; nil without one.
    static func secret(in headers: HTTPFields) -> String? {
        // More than one field is joined by HTTP/2 rules; one name twice means that somebody planted one, and neither counts.
        let values = headers[values: .cookie].flatMap { $0.split(separator: ";") }.compactMap { pair -> String? in
            let parts = pair.drop { $0 == " " }.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return parts.count == 2 && parts[0] == name ? String(parts[1]) : nil
        }
        guard values.count == 1, let value = values.first, (1...64).contains(value.utf8.count) else { return nil }
        return value
    }

    /// `Set-Cookie` with a secret that is good for so long at most.
    static func set(_ secret: String, seconds: Int) -> String {
        "\(name)=\(secret); Path=/; Max-Age=\(seconds); Secure; HttpOnly; SameSite=Strict"
    }

    /// `Set-Cookie` that takes the cookie away.
    static let clear = "\(name)=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Strict"
}
