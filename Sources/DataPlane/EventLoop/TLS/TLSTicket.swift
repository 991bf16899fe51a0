import COpenSSL

/// What a client got from a server to come back by with half a handshake (RFC 8446, section 2.2).
// Sendable: SSL_SESSION counts its references atomically and is not changed once it has been given out.
package final class TLSTicket: @unchecked Sendable {
    let session: OpaquePointer

    /// Takes over a reference to `session`.
    init(owning session: OpaquePointer) {
        self.session = session
    }

    deinit {
        SSL_SESSION_free(session)
    }
}
