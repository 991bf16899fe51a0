import Foundation

/// Where notices go.
package struct WebhookEndpoint: Hashable, Sendable {
    /// The whole address; it may hold a key in its path or query, so that it is not logged.
    let url: String
    /// Scheme, host and port, for the log.
    package let origin: String

    /// Takes `https` with any host. `http` is for a program on the same machine alone: what notices tell of customers
    /// does not cross a network in the clear.
    ///
    /// Throws `.misconfigured` for anything else.
    package init(_ url: String) throws(WebhookError) {
        guard let parts = URLComponents(string: url), let scheme = parts.scheme, let host = parts.host, !host.isEmpty,
            parts.user == nil, parts.password == nil, parts.fragment == nil
        else { throw .misconfigured("the address of the webhook is not an https address") }
        let isLocal = ["localhost", "127.0.0.1", "::1", "[::1]"].contains(host)
        guard scheme == "https" || (scheme == "http" && isLocal) else {
            throw .misconfigured("the webhook at \(host) must be https; http is for localhost alone")
        }
        self.url = url
        origin = "\(scheme)://\(host)" + (parts.port.map { ":\($0)" } ?? "")
    }
}
