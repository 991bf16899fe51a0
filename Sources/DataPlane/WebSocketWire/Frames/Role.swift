/// Which side of the connection an endpoint is: clients mask what they send, servers don't (RFC 6455, section 5.1).
package enum Role: Hashable, Sendable {
    /// Accepted the connection.
    case server
    /// Opened the connection.
    case client
}
