import COpenSSL
import Glibc

/// One TLS connection: the socket, and what TLS knows about it. Confined to the thread of its loop.
///
/// Every call returns at once; what to poll for next is in its answer. Reading may stop after any record: what is left
/// waits in the kernel, where the poller sees it.
package struct TLSSession: ~Copyable {
    /// For the poller and socket options; bytes go through this session.
    package let socket: FileHandle
    private let ssl: OpaquePointer
    /// Where the transport finds the socket that a call is about.
    private let target: UnsafeMutablePointer<TLSTransport.Target>
    /// Where in its records the peer is.
    private var meter = RecordMeter()
    /// Records of the peer that were read since `forgetRecordsWithoutData`, or since the handshake, and had nothing for
    /// the application in them; saturates at the largest value it can hold.
    package private(set) var recordsWithoutData: UInt16 = 0
    /// The context that it began with, which the callbacks of OpenSSL reach.
    private let context: any AnyObject & Sendable
    /// Whether TLS holds a record that the kernel has not taken.
    private var holdsRecord = false
    private var isBroken = false

    /// The server's side of a connection that was accepted. Sessions of one thread may share a transport.
    package init(
        server context: TLSServerContext, socket: consuming FileHandle, over transport: TLSTransport = TLSTransport()
    ) {
        ssl = newSession(context.context, over: transport)
        target = transport.target
        self.context = context
        self.socket = socket
        SSL_set_accept_state(ssl)
    }

    /// The client's side of a connection that is established or on its way.
    ///
    /// - Parameters:
    ///   - context: which servers are trusted.
    ///   - socket: as `Socket.connect` gave it.
    ///   - serverName: the name or numeric address that the server's certificate must be for.
    ///   - ticket: from an earlier session with the same server, to resume.
    ///   - transport: may be that of other sessions of this thread.
    package init(
        client context: TLSClientContext, socket: consuming FileHandle, serverName: String, ticket: TLSTicket? = nil,
        over transport: TLSTransport = TLSTransport()
    ) {
        ssl = newSession(context.context, over: transport)
        target = transport.target
        self.context = context
        self.socket = socket
        SSL_set_connect_state(ssl)
        let isAddress = SocketAddress.parse(serverName) != nil
        if !isAddress {
            // RFC 6066, section 3: addresses are not sent.
            check(COpenSSL_SSL_set_tlsext_host_name(ssl, serverName), "server name")
        }
        if context.verifies {
            if isAddress {
                check(X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), serverName), "server address")
            } else {
                check(SSL_set1_host(ssl, serverName), "server name")
            }
        }
        if let ticket { check(SSL_set_session(ssl, ticket.session), "ticket") }
    }

    deinit {
        // Otherwise OpenSSL takes an end without close_notify as a reason to invalidate the ticket, and locks the
        // context for it.
        SSL_set_shutdown(ssl, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN)
        SSL_free(ssl)
    }

    /// How far `handshake` or `sendCloseNotify` got.
    package enum Progress: Hashable, Sendable {
        case done
        case wantsRead
        case wantsWrite
        case failed(TLSFailure)
    }

    /// Works on the handshake, on at most `TLSLimits.recordsPerHandshakeStep` records; call it again when what it wants
    /// is ready, until `done`.
    package mutating func handshake() -> Progress {
        prepareCall(records: TLSLimits.recordsPerHandshakeStep)
        let result = SSL_do_handshake(ssl)
        meter = target.pointee.meter
        if result == 1 { return .done }
        switch outcome(of: result) {
        case .wantsRead: return .wantsRead
        case .wantsWrite: return .wantsWrite
        case .closed: return .failed(.truncated)
        case .failed(let failure): return .failed(failure)
        }
    }

    /// Releases what only the handshake needed; of a server's side, once, after `handshake` was done. From then on the
    /// session no longer reports its cipher.
    package mutating func park(in parking: TLSParking) {
        ERR_clear_error()
        parking.park(ssl)
    }

    /// Begins to write with new keys (RFC 8446, section 4.6.3), and may ask the peer to do the same; of TLS 1.3, after
    /// the handshake. No board has to: this is for trials and tests.
    package mutating func updateKeys(asksPeer: Bool) -> Progress {
        ERR_clear_error()
        guard SSL_key_update(ssl, asksPeer ? SSL_KEY_UPDATE_REQUESTED : SSL_KEY_UPDATE_NOT_REQUESTED) == 1 else {
            return .failed(TLSFailure.current(of: ssl, kind: SSL_ERROR_SSL, error: 0))
        }
        return handshake()
    }

    /// Ends the connection without close_notify.
    func breakOff() {
        Socket.shutdownWrite(socket)
    }

    /// The result of `read`.
    package enum ReadResult: Hashable, Sendable {
        /// 1… bytes are in the buffer.
        case bytes(Int)
        /// Nothing is there, or nothing for the application: the poller says which.
        case wantsRead
        /// TLS has to answer the peer first.
        case wantsWrite
        /// The peer sent close_notify: it will send no more.
        case closed
        case failed(TLSFailure)
    }

    /// Reads what is there: at most a buffer full and at most one record, 16 KiB. A record without anything for the
    /// application gives `wantsRead`, even if more is there: the poller reports it.
    package mutating func read(into buffer: ReadBuffer) -> ReadResult {
        prepareCall()
        let result = SSL_read(ssl, buffer.memory.baseAddress, Int32(clamping: buffer.memory.count))
        if result > 0 {
            meter = target.pointee.meter
            return .bytes(Int(result))
        }
        finishCallWithoutData()
        switch outcome(of: result) {
        case .wantsRead: return .wantsRead
        case .wantsWrite: return .wantsWrite
        case .closed: return .closed
        case .failed(let failure): return .failed(failure)
        }
    }

    /// The result of `write`.
    package enum WriteResult: Hashable, Sendable {
        /// TLS and the kernel took this many bytes, perhaps fewer than offered: at most a record, 16 KiB.
        case wrote(Int)
        /// The kernel is full and TLS holds the first record of what was offered: offer exactly the same bytes again,
        /// from any address. With more behind them, TLS may hold the next record without reporting it.
        case wantsWrite
        /// The handshake goes on: read first.
        case wantsRead
        case failed(TLSFailure)
    }

    /// Encrypts and writes.
    package mutating func write(_ bytes: Span<UInt8>) -> WriteResult {
        guard !bytes.isEmpty else { return .wrote(0) }
        prepareCall()
        let result = bytes.withUnsafeBytes { SSL_write(ssl, $0.baseAddress, Int32(clamping: $0.count)) }
        finishCallWithoutData()
        if result > 0 {
            holdsRecord = false
            return .wrote(Int(result))
        }
        switch outcome(of: result) {
        case .wantsRead: return .wantsRead
        case .wantsWrite:
            holdsRecord = true
            return .wantsWrite
        case .closed: return .failed(.truncated)
        case .failed(let failure): return .failed(failure)
        }
    }

    /// Tells the peer that no more data follows (RFC 8446, section 6.1). Nothing can be written after it; what the peer
    /// still sends can be read.
    ///
    /// - Returns: `wantsWrite` also while a record waits that `write` has to finish first; `done` at once when the
    ///   session has failed, since then there is nothing left to say.
    package mutating func sendCloseNotify() -> Progress {
        if isBroken { return .done }
        if holdsRecord { return .wantsWrite }
        prepareCall()
        let result = SSL_shutdown(ssl)
        finishCallWithoutData()
        // 0: sent, and the peer's has not come yet.
        if result >= 0 { return .done }
        switch outcome(of: result) {
        case .wantsRead: return .done
        case .wantsWrite: return .wantsWrite
        case .closed: return .done
        case .failed(let failure): return .failed(failure)
        }
    }

    /// Points the transport at the socket, from which the call may take a bounded number of records, and makes sure
    /// that an error found afterwards is from this call.
    private func prepareCall(records: Int = TLSLimits.recordsPerCall) {
        target.pointee = TLSTransport.Target(socket: socket.descriptor, meter: meter, recordsLeft: records)
        // Checking is cheaper than clearing, and there is hardly ever anything to clear.
        if ERR_peek_error() != 0 { ERR_clear_error() }
    }

    /// Takes over how far the call has read, and counts records without data. Writing reads too, where TLS is in the
    /// middle of receiving something from the peer.
    private mutating func finishCallWithoutData() {
        meter = target.pointee.meter
        if target.pointee.recordsLeft < TLSLimits.recordsPerCall, recordsWithoutData < .max { recordsWithoutData += 1 }
    }

    /// Resets `recordsWithoutData` to zero.
    package mutating func forgetRecordsWithoutData() {
        recordsWithoutData = 0
    }

    private enum Outcome {
        case wantsRead
        case wantsWrite
        case closed
        case failed(TLSFailure)
    }

    /// Why a call did not succeed. Must come first after the call, since `errno` is part of the answer.
    private mutating func outcome(of result: Int32) -> Outcome {
        let error = errno
        let kind = SSL_get_error(ssl, result)
        switch kind {
        case SSL_ERROR_WANT_READ: return .wantsRead
        case SSL_ERROR_WANT_WRITE: return .wantsWrite
        case SSL_ERROR_ZERO_RETURN: return .closed
        default:
            isBroken = true
            return .failed(TLSFailure.current(of: ssl, kind: kind, error: error))
        }
    }
}

/// Facts about the session; except for the first they are known once the handshake is done.
extension TLSSession {
    /// Whether the last `read` left a part of its record, for want of room: the poller does not see it. Never after a
    /// read into a buffer of 16 KiB or more.
    package var hasPendingBytes: Bool { SSL_pending(ssl) > 0 }

    /// Whether a ticket took the place of certificate and signature.
    package var isResumed: Bool { SSL_session_reused(ssl) == 1 }

    /// What both sides agreed on; nil before they did.
    package var version: TLSVersion? {
        switch SSL_version(ssl) {
        case TLSVersion.tls12.number where SSL_is_init_finished(ssl) == 1: .tls12
        case TLSVersion.tls13.number where SSL_is_init_finished(ssl) == 1: .tls13
        default: nil
        }
    }

    /// For example `TLS_AES_128_GCM_SHA256`.
    package var cipherName: String {
        guard let cipher = SSL_get_current_cipher(ssl) else { return "none" }
        return String(cString: SSL_CIPHER_get_name(cipher))
    }

    /// For a client: the ticket that the server issued for resumption, nil until there is one. With TLS 1.3 a ticket
    /// comes after the handshake, with the first bytes that are read.
    package var ticket: TLSTicket? {
        guard let session = SSL_get1_session(ssl) else { return nil }
        let ticket = TLSTicket(owning: session)
        return SSL_SESSION_is_resumable(session) == 1 ? ticket : nil
    }
}

/// A session. Fails only for lack of memory, which ends a Swift program anyway.
private func newSession(_ context: OpaquePointer, over transport: TLSTransport) -> OpaquePointer {
    ERR_clear_error()
    guard let ssl = SSL_new(context) else { preconditionFailure("\(TLSError.current("SSL_new"))") }
    transport.attach(to: ssl)
    return ssl
}
