import COpenSSL

/// Has every client of a context show a certificate of one of the authorities in a PEM file, in every handshake.
///
/// A ticket would bring a client back whose certificate has ended or whose authority is not believed any more (RFC 8446,
/// section 4.6.1), so none is given and none is taken.
///
/// - Throws: when the file cannot be read.
func requireClientCertificates(_ context: OpaquePointer, of file: String) throws(TLSError) {
    ERR_clear_error()
    guard SSL_CTX_load_verify_file(context, file) == 1, let names = SSL_load_client_CA_file(file) else {
        throw TLSError.current("authorities of clients \(file)")
    }
    // Takes the list over.
    SSL_CTX_set_client_CA_list(context, names)
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nil)
    // What clients may sign with has nothing to do with the key of this side.
    let algorithms = "ECDSA+SHA256:ECDSA+SHA384:ed25519:rsa_pss_rsae_sha256:rsa_pss_rsae_sha384:RSA+SHA256"
    check(COpenSSL_SSL_CTX_set1_client_sigalgs_list(context, algorithms), "signature algorithms of clients")
    SSL_CTX_set_options(context, COpenSSL_SSL_OP_NO_TICKET)
    check(SSL_CTX_set_num_tickets(context, 0), "tickets")
}
