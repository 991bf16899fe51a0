import COpenSSL
import Synchronization

/// The keys that a server's tickets are sealed with (RFC 8446, section 4.6.1), for all its contexts, loops and
/// certificates. They rotate by themselves every 12 hours; a ticket of an earlier key stays valid for its lifetime.
///
/// Kept in a file (`bytes`), tickets outlive the process. Without one, a restart costs every board one full handshake.
package final class TicketKeys: Sendable {
    private let ring: Mutex<TicketKeyRing>
    private let clock: @Sendable () -> Int64

    /// No bytes that `init(_:)` accepts are longer.
    package static let maxBytes = TicketKeyRing.maxBytes

    /// New keys. `clock` returns the seconds since 1970.
    package init(clock: @escaping @Sendable () -> Int64 = { Clock.wallMilliseconds() / 1_000 }) {
        ring = Mutex(TicketKeyRing(at: clock()))
        self.clock = clock
    }

    /// Keys as `bytes` gave them; nil if they are something else. `clock` returns the seconds since 1970.
    package init?(_ bytes: [UInt8], clock: @escaping @Sendable () -> Int64 = { Clock.wallMilliseconds() / 1_000 }) {
        guard let ring = TicketKeyRing(bytes) else { return nil }
        self.ring = Mutex(ring)
        self.clock = clock
    }

    /// The keys as a file stores them, including the one that tickets are sealed with from now on. Secret: for its
    /// owner alone.
    package var bytes: [UInt8] { rotated { $0.bytes } }

    /// The key to seal a ticket with.
    func sealing() -> TicketKeyRing.Key { rotated { $0.keys[0] } }

    /// The key that a ticket names, and whether tickets are still sealed with it; nil if there is none.
    func opening(_ name: some Collection<UInt8>) -> (key: TicketKeyRing.Key, isNewest: Bool)? {
        let now = clock()
        return rotated { ring in
            ring.key(named: name, at: now).map { ($0, $0 == ring.keys[0]) }
        }
    }

    private func rotated<Result>(_ body: (TicketKeyRing) -> Result) -> Result {
        let now = clock()
        return ring.withLock { ring in
            ring.rotate(at: now)
            return body(ring)
        }
    }
}

/// The ticket that a client got from a server to resume without certificates (RFC 8446, section 2.2). Valid until the
/// server rejects it. Confined to the thread of its loop.
package final class TLSTicket {
    let session: OpaquePointer

    /// Takes ownership of a reference to `session`.
    init(owning session: OpaquePointer) {
        self.session = session
    }

    deinit {
        SSL_SESSION_free(session)
    }
}
