import COpenSSL

/// A certificate and its key, in two files.
package struct TLSCertificateFiles: Hashable, Sendable, CustomStringConvertible {
    /// PEM, the server's certificate first, then the intermediate ones.
    package let chain: String
    /// PEM, not encrypted.
    package let key: String

    /// The paths of the files, which are not looked at yet.
    package init(chain: String, key: String) {
        self.chain = chain
        self.key = key
    }

    /// Both paths, with a colon between them.
    package var description: String { "\(chain):\(key)" }
}

/// Has `context` show a certificate. Throws when a file cannot be read or the key does not belong to the certificate.
func use(_ files: TLSCertificateFiles, in context: OpaquePointer) throws(TLSError) {
    SSL_CTX_set_default_passwd_cb(context, refusePassword)
    guard SSL_CTX_use_certificate_chain_file(context, files.chain) == 1 else {
        throw TLSError.current("certificate chain \(files.chain)")
    }
    guard SSL_CTX_use_PrivateKey_file(context, files.key, SSL_FILETYPE_PEM) == 1,
        SSL_CTX_check_private_key(context) == 1
    else { throw TLSError.current("private key \(files.key)") }
}

/// An encrypted key is an error: OpenSSL would ask on the terminal, and wait.
private func refusePassword(
    _ buffer: UnsafeMutablePointer<CChar>?, _ size: Int32, _ isWriting: Int32, _ argument: UnsafeMutableRawPointer?
) -> Int32 {
    -1
}
