import CLinux
import COpenSSL
import Glibc

/// Whether parked sessions can do everything that sessions have to (`TLSParking`): shakes hands over a pair of sockets,
/// parks, and uses the session in every way. Run it in a process that may crash.
package enum ParkingTrial {
    /// Sessions that are parked side by side.
    private static let sessions = 4

    /// What went wrong; nil: nothing.
    package static func run() -> String? {
        // A child that crashes is an answer, and needs no core dump.
        var none = rlimit(rlim_cur: 0, rlim_max: 0)
        setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
        do {
            let server = try TLSServerContext.forTrial()
            let client = try TLSClientContext(trust: .anyServer)
            let parking = TLSParking()
            var ticket: TLSTicket?
            var parked: [TrialPair] = []
            for number in 0..<sessions {
                let pair = try TrialPair(server, client, ticket: ticket, name: "session \(number)")
                pair.server.park(in: parking)
                try pair.exchange()
                try pair.require(pair.server.isResumed == (ticket != nil), "a ticket is taken")
                ticket = pair.client.ticket
                try pair.require(ticket != nil, "a ticket is given")
                parked.append(pair)
            }
            for pair in parked { try pair.updateKeys() }
            try parked[0].endByCloseNotify()
            try parked[1].endByNoRecord()
            try parked[2].endByBadRecord()
            parked[3].client.breakOff()
            try parked[3].expectFailure { $0.fault == .network }
            return nil
        } catch {
            return "\(error)"
        }
    }
}

/// Both ends of one connection of the trial.
private final class TrialPair {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    var server: TLSSession
    var client: TLSSession
    private let name: String
    private let buffer = ReadBuffer(capacity: 16_384)

    init(_ server: TLSServerContext, _ client: TLSClientContext, ticket: TLSTicket?, name: String) throws {
        self.name = name
        var pair: [Int32] = [-1, -1]
        guard CLinux_socket_pair(&pair) == 0 else { throw Errno.current }
        self.server = TLSSession(server: server, socket: FileHandle(owning: pair[0]))
        self.client = TLSSession(
            client: client, socket: FileHandle(owning: pair[1]), serverName: "localhost", ticket: ticket)
        for _ in 0..<16 {
            let progress = (self.client.handshake(), self.server.handshake())
            if progress == (.done, .done) { return }
        }
        throw Failure(description: "\(name): no handshake")
    }

    func require(_ condition: Bool, _ what: String) throws {
        guard condition else { throw Failure(description: "\(name): not so: \(what)") }
    }

    /// Bytes both ways, as one record each, up to the longest.
    func exchange() throws {
        for count in [1, 300, 16_384] {
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ count) }
            try require(server.write(bytes.span) == .wrote(count), "\(count) bytes are written")
            try require(read(&client) == bytes, "\(count) bytes come to the client")
            try require(client.write(bytes.span) == .wrote(count), "\(count) bytes are written by the client")
            try require(read(&server) == bytes, "\(count) bytes come")
        }
    }

    /// New keys requested by either side, and then by both.
    func updateKeys() throws {
        try require(client.updateKeys(asksPeer: true) == .done, "the client updates its keys")
        try exchange()
        try require(server.updateKeys(asksPeer: true) == .done, "keys are updated")
        try exchange()
        try require(client.updateKeys(asksPeer: false) == .done, "the client updates its keys again")
        try exchange()
    }

    func endByCloseNotify() throws {
        try require(client.sendCloseNotify() == .done, "the client says close_notify")
        try require(server.read(into: buffer) == .closed, "close_notify comes")
        try require(server.sendCloseNotify() == .done, "close_notify is answered")
        try require(readResult(&client) == .closed, "the answer comes to the client")
    }

    func endByNoRecord() throws {
        _ = Socket.write(client.socket, Array("not a record of TLS".utf8).span)
        try expectFailure { $0.fault == .peer }
    }

    func endByBadRecord() throws {
        let record: [UInt8] = [23, 3, 3, 0, 40] + [UInt8](repeating: 7, count: 40)
        _ = Socket.write(client.socket, record.span)
        try expectFailure { $0.fault == .peer }
    }

    func expectFailure(_ isRight: (TLSFailure) -> Bool) throws {
        guard case .failed(let failure) = readResult(&server), isRight(failure) else {
            throw Failure(description: "\(name): a broken connection is not noticed")
        }
        try require(server.sendCloseNotify() == .done, "nothing is said after a failure")
    }

    /// The next record with data; those without are skipped.
    private func readResult(_ session: inout TLSSession) -> TLSSession.ReadResult {
        var result = session.read(into: buffer)
        for _ in 0..<8 where result == .wantsRead { result = session.read(into: buffer) }
        return result
    }

    private func read(_ session: inout TLSSession) -> [UInt8] {
        guard case .bytes(let count) = readResult(&session) else { return [] }
        return buffer.withBytes(count) { bytes in bytes.indices.map { bytes[$0] } }
    }
}

extension TLSServerContext {
    /// A server with a certificate for `localhost` that it has just signed itself, in memory alone.
    static func forTrial() throws(TLSError) -> TLSServerContext {
        let certificate = try CertificateContext(clientAuthorities: nil, showing: showTrialCertificate)
        return TLSServerContext([certificate], areTicketsGiven: true, ticketKeys: TicketKeys())
    }
}

/// Has `context` use a new certificate that is valid for an hour.
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
