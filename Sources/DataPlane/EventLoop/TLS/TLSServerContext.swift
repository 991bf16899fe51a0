import COpenSSL

/// What all TLS sessions of a server share: certificates, keys, and what is accepted.
///
/// TLS 1.2 and 1.3; authenticated encryption with forward secrecy only (RFC 9325, section 4.2), in the server's order;
/// X25519 then P-256; no renegotiation, no compression. HTTP/1.1 by ALPN (RFC 7301): a client that offers only others
/// is refused. Tickets (RFC 8446, section 4.6.1) let a board come back without certificate and signature; the server
/// keeps nothing for them, and contexts that share their `TicketKeys` take each other's.
///
/// A new certificate is a new context: sessions keep the one that they began with.
package final class TLSServerContext: Sendable {
    /// How long a ticket is valid: a TV that was off overnight still comes back cheaply.
    static let ticketLifetimeSeconds = 86_400
    /// Certificates of one context: they are checked one after the other for each client that names another host.
    package static let maxCertificates = 16

    /// The first is for clients that name no host, or one that no certificate is for.
    let certificates: [CertificateContext]
    let ticketKeys: TicketKeys

    /// The context that every session begins with.
    var context: OpaquePointer { certificates[0].context }

    /// Loads one certificate and its key; tickets are valid as long as this context lives.
    ///
    /// - Parameters:
    ///   - certificateChainFile: PEM, the server's certificate first, then the intermediate ones.
    ///   - privateKeyFile: PEM, not encrypted.
    /// - Throws: when a file cannot be read or the key does not belong to the certificate.
    package convenience init(certificateChainFile: String, privateKeyFile: String) throws(TLSError) {
        try self.init([TLSCertificateFiles(chain: certificateChainFile, key: privateKeyFile)])
    }

    /// Loads certificates and their keys.
    ///
    /// - Parameters:
    ///   - files: 1…`maxCertificates`. A client gets the first that is for the host that it names (RFC 6066, section
    ///     3; RFC 6125, section 6.4), else the first of all.
    ///   - clientAuthorities: PEM file of authorities. With it every client must show a certificate of one of them, in
    ///     every handshake: there are no tickets then.
    ///   - ticketKeys: what tickets are sealed with.
    /// - Throws: when a file cannot be read or a key does not belong to its certificate.
    package convenience init(
        _ files: [TLSCertificateFiles], clientAuthorities: String? = nil, ticketKeys: TicketKeys = TicketKeys()
    ) throws(TLSError) {
        precondition((1...Self.maxCertificates).contains(files.count), "\(files.count) certificates")
        var certificates: [CertificateContext] = []
        for each in files { certificates.append(try CertificateContext(each, clientAuthorities: clientAuthorities)) }
        self.init(certificates, areTicketsGiven: clientAuthorities == nil, ticketKeys: ticketKeys)
    }

    init(_ certificates: [CertificateContext], areTicketsGiven: Bool, ticketKeys: TicketKeys) {
        self.certificates = certificates
        self.ticketKeys = ticketKeys
        for each in certificates {
            check(SSL_CTX_set_ex_data(each.context, Self.dataIndex, Unmanaged.passUnretained(self).toOpaque()), "data")
            if areTicketsGiven { sealTickets(of: each.context) }
        }
        if certificates.count > 1 { chooseCertificateByName(in: context) }
    }

    /// Which of the files, from 0, a client that names `host` gets.
    package func index(ofCertificateFor host: String) -> Int {
        host.withCString { name in certificates.firstIndex { $0.isFor(name) } } ?? 0
    }

    /// The number of OpenSSL's slot for data of an application (`SSL_CTX_set_app_data`).
    private static let dataIndex: Int32 = 0

    /// What OpenSSL's callbacks belong to. It lives as long as the session, which keeps it alive.
    static func of(_ ssl: OpaquePointer?) -> TLSServerContext? {
        SSL_CTX_get_ex_data(SSL_get_SSL_CTX(ssl), dataIndex).map {
            Unmanaged<TLSServerContext>.fromOpaque($0).takeUnretainedValue()
        }
    }
}

/// A certificate and its key, in two files.
package struct TLSCertificateFiles: Hashable, Sendable, CustomStringConvertible {
    /// PEM, the server's certificate first, then the intermediate ones.
    package let chain: String
    /// PEM, not encrypted.
    package let key: String

    /// The paths of the files, which are not read yet.
    package init(chain: String, key: String) {
        self.chain = chain
        self.key = key
    }

    /// Both paths, with a colon between them.
    package var description: String { "\(chain):\(key)" }
}

/// Has `context` use a certificate. Throws when a file cannot be read or the key does not belong to the certificate.
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
