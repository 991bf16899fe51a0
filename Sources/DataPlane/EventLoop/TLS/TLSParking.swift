import COpenSSL

/// Where sessions of a loop are moved after their handshake, so that they keep no more than records need: 1.7 KiB less
/// for each, of 14.
///
/// Released are the ephemeral keys of the handshake, which forward secrecy wants gone anyway, the list of cipher suites
/// that the client offered, and the session's `SSL_SESSION`, which serves resumption alone: the ticket was sent with
/// the handshake. OpenSSL frees that only for a session whose context has its exact method; the parking context is one.
/// Records, key updates, alerts and close_notify of TLS 1.3 use none of them; those of TLS 1.2 do, so its sessions are
/// left alone, and so are those of clients that asked for short records (RFC 6066, section 4), which `SSL_SESSION`
/// records, and all with a version of OpenSSL whose sources were not read for it.
///
/// That is how OpenSSL 3.0 is built, not what it promises: `ParkingTrial` shows that it holds before any session is
/// parked.
///
/// Confined to the thread of its loop.
package final class TLSParking {
    /// nil until the first session is parked.
    private var context: OpaquePointer?
    /// Whether this code was checked against the sources of the running OpenSSL.
    package static let isKnownVersion = OpenSSL_version_num() >> 20 == 0x300
    /// The running OpenSSL, for example `OpenSSL 3.0.19 27 Jan 2026`.
    package static var openSSL: String { String(cString: OpenSSL_version(OPENSSL_VERSION)) }

    /// For the sessions of the thread that makes it.
    package init() {}

    deinit {
        SSL_CTX_free(context)
    }

    /// Parks a server's session that has completed its handshake and has not been parked before.
    func park(_ ssl: OpaquePointer) {
        guard Self.isKnownVersion, SSL_version(ssl) == TLSVersion.tls13.number,
            let account = SSL_get_session(ssl), SSL_SESSION_get_max_fragment_length(account) == 0
        else { return }
        // Queried while the session is there: without it OpenSSL reports nothing about its keys.
        forgetKey(COpenSSL_SSL_get0_peer_tmp_key(ssl))
        forgetKey(COpenSSL_SSL_get0_tmp_key(ssl))
        if let offered = SSL_get_client_ciphers(ssl) {
            OPENSSL_sk_zero(offered)
            // No spare capacity: this gives memory back.
            check(OPENSSL_sk_reserve(offered, 0), "forgetting cipher suites")
        }
        SSL_set_SSL_CTX(ssl, parkingContext(SSL_get_ssl_method(ssl)))
        check(SSL_set_session(ssl, nil), "parking")
    }

    private func parkingContext(_ method: OpaquePointer?) -> OpaquePointer {
        if let context { return context }
        let made = makeContext(TLS_server_method())
        check(COpenSSL_SSL_CTX_set_ssl_version(made, method), "parking context")
        context = made
        return made
    }

    /// Empties a key, whose shell the session keeps.
    private func forgetKey(_ key: OpaquePointer?) {
        guard let key else { return }
        check(EVP_PKEY_set_type(key, EVP_PKEY_get_base_id(key)), "forgetting a key")
    }
}
