import COpenSSL

/// Has OpenSSL seal and open the tickets of a context with our keys instead of its own, which it generates for each
/// context and process. The context is one of a `TLSServerContext` that its ex_data names.
func sealTickets(of context: OpaquePointer) {
    check(COpenSSL_SSL_CTX_set_tlsext_ticket_key_evp_cb(context, prepareTicket), "ticket keys")
}

/// What OpenSSL expects of the callback (SSL_CTX_set_tlsext_ticket_key_evp_cb(3)).
private enum TicketAnswer {
    static let failed: Int32 = -1
    /// The key is not known: a full handshake.
    static let unknown: Int32 = 0
    static let good: Int32 = 1
    /// Valid, and the client gets a new ticket.
    static let goodButOld: Int32 = 2
}

// Sendable: nothing changes a cipher that was fetched. Fetched once, since OpenSSL 3.0 takes long to find one by name.
private nonisolated(unsafe) let ticketCipher = EVP_CIPHER_fetch(nil, "AES-256-CBC", nil)

/// Prepares cipher and MAC for one ticket: with the newest key to seal (`isSealing` 1), with the one that the ticket
/// names to open.
private func prepareTicket(
    _ ssl: OpaquePointer?, _ name: UnsafeMutablePointer<UInt8>?, _ vector: UnsafeMutablePointer<UInt8>?,
    _ cipher: OpaquePointer?, _ mac: OpaquePointer?, _ isSealing: Int32
) -> Int32 {
    guard let name, let vector, let keys = TLSServerContext.of(ssl)?.ticketKeys else { return TicketAnswer.failed }
    let names = UnsafeMutableBufferPointer(start: name, count: TicketKeyRing.Key.nameBytes)
    if isSealing == 1 {
        let key = keys.sealing()
        _ = names.update(fromContentsOf: key.name)
        let isReady =
            RAND_bytes(vector, EVP_MAX_IV_LENGTH) == 1
            && EVP_EncryptInit_ex2(cipher, ticketCipher, key.cipherKey, vector, nil) == 1 && start(mac, key.macKey)
        return isReady ? TicketAnswer.good : TicketAnswer.failed
    }
    guard let (key, isNewest) = keys.opening(names) else { return TicketAnswer.unknown }
    guard EVP_DecryptInit_ex2(cipher, ticketCipher, key.cipherKey, vector, nil) == 1, start(mac, key.macKey) else {
        return TicketAnswer.failed
    }
    // RFC 8446, appendix C.4: a client of TLS 1.3 uses a ticket once, so it needs another.
    return isNewest && SSL_version(ssl) != TLSVersion.tls13.number ? TicketAnswer.good : TicketAnswer.goodButOld
}

private func start(_ mac: OpaquePointer?, _ key: [UInt8]) -> Bool {
    var digest = Array("SHA256".utf8CString)
    return digest.withUnsafeMutableBufferPointer { digest in
        let parameters = [
            OSSL_PARAM_construct_utf8_string(macDigestParameter, digest.baseAddress, 0), OSSL_PARAM_construct_end(),
        ]
        return EVP_MAC_init(mac, key, key.count, parameters) == 1
    }
}

/// OSSL_MAC_PARAM_DIGEST, as text that outlives the call that takes it.
private var macDigestParameter: UnsafePointer<CChar> {
    let name: StaticString = "digest"
    return UnsafeRawPointer(name.utf8Start).assumingMemoryBound(to: CChar.self)
}
