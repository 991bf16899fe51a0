import COpenSSL

/// Has each handshake take the certificate that is for the host that the client names (RFC 6066, section 3). `context` is
/// the one that sessions of its `TLSServerContext` begin with.
func chooseCertificateByName(in context: OpaquePointer) {
    _ = COpenSSL_SSL_CTX_set_tlsext_servername_callback(context, takeNamedCertificate)
}

/// A name that no certificate is for is no error: boards also come by addresses and old names, and find out themselves
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
