import COpenSSL

/// What a client got from a server to come back by without certificates (RFC 8446, section 2.2). Good until the server
/// says otherwise. Confined to the thread of its loop.
package final class TLSTicket {
    let session: OpaquePointer

    /// Takes over a reference to `session`.
    init(owning session: OpaquePointer) {
        self.session = session
    }

    deinit {
        SSL_SESSION_free(session)
    }
}
