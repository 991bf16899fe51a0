import COpenSSL
import Glibc

/// One certificate with its key as OpenSSL has it, and what is accepted from clients that are shown it.
// Sendable: SSL_CTX counts its references atomically and locks what it changes inside; nothing is set once the context
// that it belongs to is made.
final class CertificateContext: @unchecked Sendable {
    /// TLS 1.2 suites, in order of preference. TVs have AES in hardware; ChaCha20 costs the server twice as much.
    private static let cipherList =
        "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:"
        + "ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305"
    /// TLS 1.3 suites, in order of preference.
    private static let cipherSuites = "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256"
    private static let groups = "X25519:P-256"

    let context: OpaquePointer

    /// - Parameters:
    ///   - files: the certificate and its key.
    ///   - clientAuthorities: see `TLSServerContext`.
    /// - Throws: when a file cannot be read or the key does not belong to the certificate.
    convenience init(_ files: TLSCertificateFiles, clientAuthorities: String?) throws(TLSError) {
        try self.init(clientAuthorities: clientAuthorities) { (context) throws(TLSError) in try use(files, in: context)
        }
    }

    /// With the certificate and key that `show` gives the context.
    init(
        clientAuthorities: String?, showing show: (OpaquePointer) throws(TLSError) -> Void
    ) throws(TLSError) {
        context = makeContext(TLS_server_method())
        try show(context)
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
        _ = COpenSSL_SSL_CTX_set_session_cache_mode(context, Int(SSL_SESS_CACHE_OFF))
        let id = Array("wallboard".utf8)
        check(SSL_CTX_set_session_id_context(context, id, UInt32(id.count)), "session id context")
        if let clientAuthorities {
            try requireClientCertificates(context, of: clientAuthorities)
        } else {
            // One ticket: a board has one connection.
            check(SSL_CTX_set_num_tickets(context, 1), "tickets")
            SSL_CTX_set_timeout(context, TLSServerContext.ticketLifetimeSeconds)
        }
    }

    deinit {
        SSL_CTX_free(context)
    }

    /// Whether the certificate is for a host, by its alternative names alone; `*` stands for one whole label.
    func isFor(_ host: UnsafePointer<CChar>) -> Bool {
        let flags = UInt32(X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT)
        return X509_check_host(SSL_CTX_get0_certificate(context), host, strlen(host), flags, nil) == 1
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
