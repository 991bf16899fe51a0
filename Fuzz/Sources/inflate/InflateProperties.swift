import EventLoop
import FuzzSupport

/// What has to be true of every payload, whether it came from a deflater or not.
final class InflateProperties {
    /// Used for all inputs, one after the other, as in a loop: no message may depend on the previous one.
    private let inflater = Inflater()
    private let deflaters: [Deflater]
    private let inflaters: [Inflater]

    /// More than what two chunks of the inflater hold, and few enough for many runs a second.
    private static let maxBytes = 40_000

    init() {
        deflaters = (9...15).map { Deflater(level: $0 - 6, windowBits: $0) }
        inflaters = (9...15).map { Inflater(windowBits: $0) }
    }

    func check(_ payload: [UInt8], _ settings: UInt8) {
        checkInflating(payload)
        checkDeflating(payload, Int(settings) % deflaters.count)
    }

    /// Whatever `payload` is, a plain implementation of RFC 1951 gives the same result, and the cap is exact.
    private func checkInflating(_ payload: [UInt8]) {
        let expected = PlainInflate.result(of: payload, maxBytes: Self.maxBytes)
        let result = inflater.inflate(payload, maxBytes: Self.maxBytes)
        require(result == expected, "\(result), by the plain reading \(expected)")
        guard case .bytes(let bytes) = result else { return }
        require(bytes.count <= Self.maxBytes, "\(bytes.count) bytes")
        require(inflater.inflate(payload, maxBytes: bytes.count) == result, "the cap is not exact")
        if bytes.count > 0 {
            require(inflater.inflate(payload, maxBytes: bytes.count - 1) == .tooBig, "the cap is passed by one")
        }
        require(inflater.inflate(deflaters[6].deflate(bytes), maxBytes: bytes.count) == result, "not the same again")
    }

    /// `payload` as the plain text of a message comes back from any window that is large enough.
    private func checkDeflating(_ payload: [UInt8], _ window: Int) {
        let deflated = deflaters[window].deflate(payload)
        for inflater in inflaters[window...] {
            require(inflater.inflate(deflated, maxBytes: payload.count) == .bytes(payload), "window \(window + 9)")
        }
        // A message of two flushed parts, as a sender may make it (RFC 7692, section 7.2.3.5).
        let twice = deflated + [0x00, 0x00, 0xFF, 0xFF] + deflated
        require(inflater.inflate(twice, maxBytes: 2 * payload.count) == .bytes(payload + payload), "two parts")
    }
}
