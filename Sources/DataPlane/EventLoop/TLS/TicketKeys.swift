import COpenSSL
import Synchronization

/// The keys that a server's tickets are sealed with (RFC 8446, section 4.6.1), for all contexts, loops and certificates of
/// it. They change by themselves every 12 hours; a ticket of an earlier key is good as long as it lives.
///
/// Kept in a file (`bytes`), tickets outlive the process. Without, a restart costs every board one full handshake.
package final class TicketKeys: Sendable {
    private let ring: Mutex<TicketKeyRing>
    private let clock: @Sendable () -> Int64

    /// No bytes that `init(_:)` takes are more.
    package static let mostBytes = TicketKeyRing.mostBytes

    /// New keys. `clock` tells the seconds since 1970.
    package init(clock: @escaping @Sendable () -> Int64 = { Clock.wallMilliseconds() / 1_000 }) {
        ring = Mutex(TicketKeyRing(at: clock()))
        self.clock = clock
    }

    /// Keys as `bytes` gave them; nil if they are something else. `clock` tells the seconds since 1970.
    package init?(_ bytes: [UInt8], clock: @escaping @Sendable () -> Int64 = { Clock.wallMilliseconds() / 1_000 }) {
        guard let ring = TicketKeyRing(bytes) else { return nil }
        self.ring = Mutex(ring)
        self.clock = clock
    }

    /// What a file keeps them as, with the key that tickets are sealed with from now on. Secret: for its owner alone.
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

/// What a client got from a server to come back by without certificates (RFC 8446, section 2.2). Good until the server
/// says otherwise. Confined to the thread of its loop.
package final class TLSTicket {
    let session: OpaquePointer

    /// Takes over a reference to `session`.
    init(owning session: OpaquePointer) {
        self.session = session
    }

    deinit {
        SSL_SESSION_free(session)
    }
}
