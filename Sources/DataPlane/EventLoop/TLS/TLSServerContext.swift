import COpenSSL
import Glibc

/// What all TLS sessions of a server share: certificate, key, and what is accepted.
///
/// TLS 1.2 and 1.3; authenticated encryption with forward secrecy only (RFC 9325, section 4.2), in the server's order;
/// X25519 then P-256; no renegotiation, no compression. HTTP/1.1 by ALPN (RFC 7301): a client that offers only others
/// is refused. Tickets (RFC 8446, section 4.6.1) let a board come back without certificate and signature; the server
/// keeps nothing for them, and loops that share the context take each other's.
///
/// A new certificate is a new context: sessions keep the one that they began with.
// Sendable: SSL_CTX counts its references atomically and locks what it changes inside; nothing is set after `init`.
package final class TLSServerContext: @unchecked Sendable {
    /// How long a ticket is good: a TV that was off overnight still comes back cheaply.
    static let ticketLifetimeSeconds = 86_400

    /// TLS 1.2 suites, in order of preference. TVs have AES in hardware; ChaCha20 costs the server twice as much.
    private static let cipherList =
        "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:"
        + "ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305"
    /// TLS 1.3 suites, in order of preference.
    private static let cipherSuites = "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256"
    private static let groups = "X25519:P-256"

    let context: OpaquePointer

    /// Loads the certificate and its key.
    ///
    /// - Parameters:
    ///   - certificateChainFile: PEM, the server's certificate first, then the intermediate ones.
    ///   - privateKeyFile: PEM, not encrypted.
    /// - Throws: when a file cannot be read or the key does not belong to the certificate.
    package init(certificateChainFile: String, privateKeyFile: String) throws(TLSError) {
        context = makeContext(TLS_server_method())
        SSL_CTX_set_default_passwd_cb(context, refusePassword)
        guard SSL_CTX_use_certificate_chain_file(context, certificateChainFile) == 1 else {
            throw TLSError.current("certificate chain \(certificateChainFile)")
        }
        guard SSL_CTX_use_PrivateKey_file(context, privateKeyFile, SSL_FILETYPE_PEM) == 1,
            SSL_CTX_check_private_key(context) == 1
        else { throw TLSError.current("private key \(privateKeyFile)") }

        SSL_CTX_set_options(
            context,
            COpenSSL_SSL_OP_CIPHER_SERVER_PREFERENCE | COpenSSL_SSL_OP_NO_COMPRESSION | COpenSSL_SSL_OP_NO_RENEGOTIATION
        )
        // The chain file is the chain; building one by itself would search a trust store in every handshake.
        _ = COpenSSL_SSL_CTX_set_mode(context, Int(SSL_MODE_NO_AUTO_CHAIN))
        check(SSL_CTX_set_cipher_list(context, Self.cipherList), "cipher list")
        check(SSL_CTX_set_ciphersuites(context, Self.cipherSuites), "cipher suites")
        check(COpenSSL_SSL_CTX_set1_groups_list(context, Self.groups), "groups")
        if let algorithms = signatureAlgorithms {
            check(COpenSSL_SSL_CTX_set1_sigalgs_list(context, algorithms), "signature algorithms")
        }
        SSL_CTX_set_alpn_select_cb(context, selectApplicationProtocol, nil)

        // One ticket: a board has one connection.
        check(SSL_CTX_set_num_tickets(context, 1), "tickets")
        _ = COpenSSL_SSL_CTX_set_session_cache_mode(context, Int(SSL_SESS_CACHE_OFF))
        SSL_CTX_set_timeout(context, Self.ticketLifetimeSeconds)
        let id = Array("wallboard".utf8)
        check(SSL_CTX_set_session_id_context(context, id, UInt32(id.count)), "session id context")
    }

    deinit {
        SSL_CTX_free(context)
    }

    /// Offering only what the key can sign with spares every handshake the search. Nil for kinds of keys that are not
    /// listed here: OpenSSL's own list then.
    private var signatureAlgorithms: String? {
        guard let key = SSL_CTX_get0_privatekey(context) else { return nil }
        switch EVP_PKEY_get_base_id(key) {
        case EVP_PKEY_EC:
            switch EVP_PKEY_get_bits(key) {
            case 256: return "ECDSA+SHA256"
            case 384: return "ECDSA+SHA384"
            default: return nil
            }
        case EVP_PKEY_RSA: return "rsa_pss_rsae_sha256:RSA+SHA256"
        case EVP_PKEY_ED25519: return "ed25519"
        default: return nil
        }
    }
}

/// A context as both sides have it.
///
/// Released buffers: a session at rest holds no record buffers, 34 KiB each else. Partial writes, from wherever the bytes
/// are by then: what the kernel does not take now is offered again from the queue.
///
/// No read-ahead. It would save 0.8 µs a record and 1 % of a handshake, but hide records from the poller, and boards say
/// little: a pong every heartbeat.
func makeContext(_ method: OpaquePointer?) -> OpaquePointer {
    ERR_clear_error()
    guard let context = SSL_CTX_new(method) else { preconditionFailure("\(TLSError.current("SSL_CTX_new"))") }
    check(COpenSSL_SSL_CTX_set_min_proto_version(context, TLSVersion.tls12.number), "oldest version")
    let mode = SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER
    _ = COpenSSL_SSL_CTX_set_mode(context, Int(mode))
    return context
}

/// For settings that are constants of this program: OpenSSL refuses them only if it was built without them.
func check(_ result: Int32, _ setting: String) {
    precondition(result == 1, "\(TLSError.current(setting))")
}

/// An encrypted key is an error: OpenSSL would ask on the terminal, and wait.
private func refusePassword(
    _ buffer: UnsafeMutablePointer<CChar>?, _ size: Int32, _ isWriting: Int32, _ argument: UnsafeMutableRawPointer?
) -> Int32 {
    -1
}

/// Chooses `http/1.1` where the client offers it; a fatal alert else (RFC 7301, section 3.2).
private func selectApplicationProtocol(
    _ ssl: OpaquePointer?, _ selected: UnsafeMutablePointer<UnsafePointer<UInt8>?>?,
    _ selectedLength: UnsafeMutablePointer<UInt8>?, _ offered: UnsafePointer<UInt8>?, _ offeredLength: UInt32,
    _ argument: UnsafeMutableRawPointer?
) -> Int32 {
    let supported: StaticString = "\u{8}http/1.1"
    var choice: UnsafeMutablePointer<UInt8>?
    let result = SSL_select_next_proto(
        &choice, selectedLength, supported.utf8Start, UInt32(supported.utf8CodeUnitCount), offered, offeredLength)
    guard result == OPENSSL_NPN_NEGOTIATED else { return SSL_TLSEXT_ERR_ALERT_FATAL }
    selected?.pointee = UnsafePointer(choice)
    return SSL_TLSEXT_ERR_OK
}
