import COpenSSL

extension TLSServerContext {
    /// A server with a certificate for `localhost` that it has just signed itself, in memory alone.
    static func forTrial() throws(TLSError) -> TLSServerContext {
        let certificate = try CertificateContext(clientAuthorities: nil, showing: showTrialCertificate)
        return TLSServerContext([certificate], areTicketsGiven: true, ticketKeys: TicketKeys())
    }
}

/// Has `context` show a new certificate that is good for an hour.
private func showTrialCertificate(in context: OpaquePointer) throws(TLSError) {
    let key = COpenSSL_EVP_EC_gen("P-256")
    let certificate = X509_new()
    defer {
        X509_free(certificate)
        EVP_PKEY_free(key)
    }
    let name = X509_get_subject_name(certificate)
    let isMade =
        X509_set_version(certificate, 2) == 1
        && ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1) == 1
        && X509_gmtime_adj(X509_getm_notBefore(certificate), 0) != nil
        && X509_gmtime_adj(X509_getm_notAfter(certificate), 3_600) != nil
        && X509_set_pubkey(certificate, key) == 1
        && X509_NAME_add_entry_by_txt(name, "CN", COpenSSL_MBSTRING_ASC, "localhost", -1, -1, 0) == 1
        && X509_set_issuer_name(certificate, name) == 1
        && X509_sign(certificate, key, EVP_sha256()) > 0
        && SSL_CTX_use_certificate(context, certificate) == 1
        && SSL_CTX_use_PrivateKey(context, key) == 1
    guard isMade else { throw TLSError.current("a certificate for the trial") }
}
