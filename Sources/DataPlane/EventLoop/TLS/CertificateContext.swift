import COpenSSL
import Glibc

/// One certificate with its key as OpenSSL has it, and what is accepted from clients that get it.
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
        // The chain file is the chain; letting OpenSSL build one would search a trust store in every handshake.
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

    /// Offering only what the key can sign with saves every handshake the search. Nil for kinds of keys that are not
    /// listed here: OpenSSL's own list applies then.
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

/// Chooses `http/1.1` where the client offers it; otherwise a fatal alert (RFC 7301, section 3.2).
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

/// Has every client of a context show a certificate of one of the authorities in a PEM file, in every handshake.
///
/// A ticket would bring back a client whose certificate has expired or whose authority is no longer trusted (RFC 8446,
/// section 4.6.1), so none is issued and none is accepted.
///
/// - Throws: when the file cannot be read.
func requireClientCertificates(_ context: OpaquePointer, of file: String) throws(TLSError) {
    ERR_clear_error()
    guard SSL_CTX_load_verify_file(context, file) == 1, let names = SSL_load_client_CA_file(file) else {
        throw TLSError.current("authorities of clients \(file)")
    }
    // Takes ownership of the list.
    SSL_CTX_set_client_CA_list(context, names)
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nil)
    // What clients may sign with does not depend on the key of this side.
    let algorithms = "ECDSA+SHA256:ECDSA+SHA384:ed25519:rsa_pss_rsae_sha256:rsa_pss_rsae_sha384:RSA+SHA256"
    check(COpenSSL_SSL_CTX_set1_client_sigalgs_list(context, algorithms), "signature algorithms of clients")
    SSL_CTX_set_options(context, COpenSSL_SSL_OP_NO_TICKET)
    check(SSL_CTX_set_num_tickets(context, 0), "tickets")
}

/// The settings of a context that both sides share.
///
/// Released buffers: a session at rest holds no record buffers, otherwise 34 KiB each. Partial writes, from wherever
/// the bytes are by then: what the kernel does not take now is offered again from the queue.
///
/// No read-ahead. It would save 0.8 µs a record and 1 % of a handshake, but hide records from the poller, and boards
/// say little: a pong every heartbeat.
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

/// Has each handshake take the certificate for the host that the client names (RFC 6066, section 3). `context` is the
/// one that sessions of its `TLSServerContext` begin with.
func chooseCertificateByName(in context: OpaquePointer) {
    _ = COpenSSL_SSL_CTX_set_tlsext_servername_callback(context, takeNamedCertificate)
}

/// A name without a certificate is no error: boards also connect by addresses and old names, and decide for themselves
/// whether they trust the first certificate.
private func takeNamedCertificate(
    _ ssl: OpaquePointer?, _ alert: UnsafeMutablePointer<Int32>?, _ argument: UnsafeMutableRawPointer?
) -> Int32 {
    guard let name = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name), let contexts = TLSServerContext.of(ssl),
        let named = contexts.certificates.first(where: { $0.isFor(name) })
    else { return SSL_TLSEXT_ERR_NOACK }
    SSL_set_SSL_CTX(ssl, named.context)
    return SSL_TLSEXT_ERR_OK
}
