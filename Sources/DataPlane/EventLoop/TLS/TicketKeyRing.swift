/// The keys that tickets are sealed with, newest first, and when each was made. A value: it reads no clock and no file.
///
/// A key seals tickets for `rotationSeconds` and opens them for as long as one that it sealed may be valid. They change
/// because a session of TLS 1.2 is only as secret as the key that its ticket is sealed with; with TLS 1.3 every
/// resumption has a key exchange of its own (RFC 8446, section 2.2).
struct TicketKeyRing: Hashable, Sendable {
    /// How long a key seals new tickets.
    static let rotationSeconds: Int64 = 43_200
    /// How long a key opens tickets: its last ticket is a whole lifetime younger than the key.
    static let acceptanceSeconds = rotationSeconds + Int64(TLSServerContext.ticketLifetimeSeconds)
    /// The sealing key, those that still open tickets, and one more for a clock that was set.
    static let maxKeys = 4
    /// How far in the future a key may be: clocks are set back by seconds. One that is further away was made by a clock
    /// that was wrong.
    static let toleranceSeconds: Int64 = 3_600

    /// One key: 16 bytes that name it in the ticket, and what the ticket is encrypted and authenticated with
    /// (AES-256-CBC, then HMAC with SHA-256, as RFC 5077, section 4, recommends).
    struct Key: Hashable, Sendable {
        static let nameBytes = 16
        static let cipherKeyBytes = 32
        static let macKeyBytes = 32

        let name: [UInt8]
        let cipherKey: [UInt8]
        let macKey: [UInt8]
        /// Seconds since 1970.
        let madeAt: Int64

        /// A new one out of the kernel's random generator.
        init(at now: Int64) {
            self.init(Random.bytes(Self.secretBytes), madeAt: now)
        }

        fileprivate static let secretBytes = nameBytes + cipherKeyBytes + macKeyBytes

        fileprivate init(_ bytes: [UInt8], madeAt: Int64) {
            name = Array(bytes[..<Self.nameBytes])
            cipherKey = Array(bytes[Self.nameBytes..<Self.nameBytes + Self.cipherKeyBytes])
            macKey = Array(bytes[(Self.nameBytes + Self.cipherKeyBytes)...])
            self.madeAt = madeAt
        }
    }

    /// Newest first, never empty.
    private(set) var keys: [Key]

    /// One new key.
    init(at now: Int64) {
        keys = [Key(at: now)]
    }

    /// Drops keys that no longer open anything, and makes a new one if the newest has sealed for long enough.
    mutating func rotate(at now: Int64) {
        let newest = now - keys[0].madeAt
        if (-Self.toleranceSeconds..<Self.rotationSeconds).contains(newest) { return }
        keys.removeAll { !(-Self.toleranceSeconds..<Self.acceptanceSeconds).contains(now - $0.madeAt) }
        keys.insert(Key(at: now), at: 0)
        if keys.count > Self.maxKeys { keys.removeLast() }
    }

    /// The key of a ticket, if it still opens tickets at `now`.
    func key(named name: some Collection<UInt8>, at now: Int64) -> Key? {
        keys.first { $0.name.elementsEqual(name) && now - $0.madeAt < Self.acceptanceSeconds }
    }
}

/// The file format: a line that names format and version, then for each key when it was made (8 bytes, big-endian) and
/// its bytes.
extension TicketKeyRing {
    private static let header = Array("wallboard ticket keys 1\n".utf8)
    private static let keyBytes = 8 + Key.secretBytes
    /// No file that `init?` accepts is longer.
    static let maxBytes = header.count + maxKeys * keyBytes

    /// nil if these bytes are something else.
    init?(_ bytes: [UInt8]) {
        let body = bytes.dropFirst(Self.header.count)
        guard bytes.starts(with: Self.header), !body.isEmpty, body.count % Self.keyBytes == 0,
            bytes.count <= Self.maxBytes
        else { return nil }
        keys = stride(from: body.startIndex, to: body.endIndex, by: Self.keyBytes).map { start in
            let madeAt = body[start..<start + 8].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            return Key(Array(body[start + 8..<start + Self.keyBytes]), madeAt: Int64(bitPattern: madeAt))
        }
        guard keys.allSatisfy({ (0...Self.latest).contains($0.madeAt) }) else { return nil }
    }

    /// The year 9999: no time in these computations overflows.
    private static let latest: Int64 = 253_402_300_799

    /// Secret.
    var bytes: [UInt8] {
        keys.reduce(into: Self.header) { bytes, key in
            bytes += (0..<8).map { UInt8(truncatingIfNeeded: key.madeAt >> (56 - 8 * $0)) }
            bytes += key.name + key.cipherKey + key.macKey
        }
    }
}
