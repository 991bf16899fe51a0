import COpenSSL
import Glibc

/// What TLS reads from and writes to: one for all sessions of a loop, which point it at their socket before each call.
/// It gives OpenSSL no more records than the call may work on (`TLSLimits`).
///
/// OpenSSL's own transport has two objects more for each connection, 208 bytes, and writes as to any file; `send` saves
/// the kernel what files need, some 4 % of the cost of a message. Confined to the thread of its loop.
package final class TLSTransport {
    /// What a call of TLS is about.
    struct Target {
        var socket: Int32 = -1
        /// Of the socket's connection.
        var meter = RecordMeter()
        /// Records that the call may still read to their ends. At 0 the transport reports that nothing is there; the
        /// poller knows the truth.
        var recordsLeft = 0
    }

    /// What the next call is about. Lives as long as a session that may use it: `destroyed` frees it.
    let target: UnsafeMutablePointer<Target>
    let bio: OpaquePointer

    /// A transport for the thread that makes it.
    package init() {
        guard let bio = BIO_new(socketMethod.pointer) else { preconditionFailure("\(TLSError.current("BIO_new"))") }
        target = .allocate(capacity: 1)
        target.initialize(to: Target())
        BIO_set_data(bio, target)
        BIO_set_init(bio, 1)
        self.bio = bio
    }

    deinit {
        BIO_free(bio)
    }

    /// Gives a session its two references, one to read and one to write.
    func attach(to ssl: OpaquePointer) {
        BIO_up_ref(bio)
        SSL_set_bio(ssl, bio, bio)
    }
}

/// Made once, never changed, never freed.
private struct SocketMethod: @unchecked Sendable {
    let pointer: OpaquePointer

    init() {
        guard let method = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "loop socket") else {
            preconditionFailure("\(TLSError.current("BIO_meth_new"))")
        }
        check(BIO_meth_set_write(method, writeToSocket), "BIO write")
        check(BIO_meth_set_read(method, readFromSocket), "BIO read")
        check(BIO_meth_set_ctrl(method, controlSocket), "BIO control")
        check(BIO_meth_set_destroy(method, destroyed), "BIO destroy")
        pointer = method
    }
}

private let socketMethod = SocketMethod()

private let retryFlags = BIO_FLAGS_READ | BIO_FLAGS_WRITE | BIO_FLAGS_IO_SPECIAL | BIO_FLAGS_SHOULD_RETRY

private func target(of bio: OpaquePointer?) -> UnsafeMutablePointer<TLSTransport.Target> {
    BIO_get_data(bio).assumingMemoryBound(to: TLSTransport.Target.self)
}

private func writeToSocket(_ bio: OpaquePointer?, _ bytes: UnsafePointer<CChar>?, _ count: Int32) -> Int32 {
    BIO_clear_flags(bio, retryFlags)
    errno = 0
    let sent = send(target(of: bio).pointee.socket, bytes, Int(count), Int32(MSG_NOSIGNAL))
    if sent <= 0, isTransient(errno) { BIO_set_flags(bio, BIO_FLAGS_WRITE | BIO_FLAGS_SHOULD_RETRY) }
    return Int32(sent)
}

private func readFromSocket(_ bio: OpaquePointer?, _ bytes: UnsafeMutablePointer<CChar>?, _ count: Int32) -> Int32 {
    BIO_clear_flags(bio, retryFlags | BIO_FLAGS_IN_EOF)
    let target = target(of: bio)
    guard target.pointee.recordsLeft > 0 else {
        BIO_set_flags(bio, BIO_FLAGS_READ | BIO_FLAGS_SHOULD_RETRY)
        return -1
    }
    errno = 0
    let received = recv(target.pointee.socket, bytes, Int(count), 0)
    if received < 0, isTransient(errno) { BIO_set_flags(bio, BIO_FLAGS_READ | BIO_FLAGS_SHOULD_RETRY) }
    if received == 0 { BIO_set_flags(bio, BIO_FLAGS_IN_EOF) }
    if received > 0 {
        let taken = UnsafeRawBufferPointer(start: bytes, count: received).assumingMemoryBound(to: UInt8.self)
        target.pointee.recordsLeft -= target.pointee.meter.pass(Span(_unsafeElements: taken))
    }
    return Int32(received)
}

private func controlSocket(
    _ bio: OpaquePointer?, _ command: Int32, _ number: Int, _ argument: UnsafeMutableRawPointer?
) -> Int {
    switch command {
    case BIO_CTRL_FLUSH: 1
    case BIO_CTRL_EOF: BIO_test_flags(bio, BIO_FLAGS_IN_EOF) == 0 ? 0 : 1
    default: 0
    }
}

private func destroyed(_ bio: OpaquePointer?) -> Int32 {
    BIO_get_data(bio)?.assumingMemoryBound(to: TLSTransport.Target.self).deallocate()
    return 1
}

private func isTransient(_ code: Int32) -> Bool {
    code == EAGAIN || code == EINTR
}

/// Where the records of TLS end in the bytes that a peer sends (RFC 8446, section 5.1; RFC 5246, section 6.2): five
/// bytes of head, the last two of them the length of what follows. Encrypted or not, that is the same. 4 bytes a
/// connection.
struct RecordMeter {
    private static let headBytes: UInt8 = 5

    /// Bytes of the head that have passed; all of them while the rest of the record does.
    private var head: UInt8 = 0
    /// Bytes of the record that are yet to come, once the head has passed.
    private var missing: UInt16 = 0

    /// Consumes the next bytes, and returns how many records ended in them.
    mutating func pass(_ bytes: Span<UInt8>) -> Int {
        var ended = 0
        var index = 0
        while index < bytes.count {
            if head < Self.headBytes {
                head += 1
                missing = missing << 8 | UInt16(bytes[index])
                index += 1
            } else {
                let count = min(Int(missing), bytes.count - index)
                missing -= UInt16(count)
                index += count
            }
            guard head == Self.headBytes, missing == 0 else { continue }
            head = 0
            ended += 1
        }
        return ended
    }
}

/// How much of what a peer sent one call of TLS works on. Left to itself, OpenSSL goes on until there is data for the
/// application: a peer that sends records without any (KeyUpdate, refused ClientHellos, warnings, empty records) as
/// fast as they are read would keep the thread for ever.
package enum TLSLimits {
    /// Records that reading or writing takes at most: one, since one of data is what a caller can take.
    package static let recordsPerCall = 1
    /// Records that one step of a handshake takes at most: a flight of the peer with a certificate is 4 or 6, and a
    /// handshake that fits into one step costs no second turn of the loop.
    package static let recordsPerHandshakeStep = 8
}
