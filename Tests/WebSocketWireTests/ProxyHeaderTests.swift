import TestSupport
import Testing
import Values
import WebSocketWire

@Suite struct ProxyHeaderTests {
    /// What a reader made of a stream, and how many bytes it took.
    private enum Reading: Equatable {
        case header(ProxyHeader, bytes: Int)
        case violation(ProxyHeaderViolation)
        case incomplete

        init(_ bytes: [UInt8], cutAfter lengths: [Int] = []) {
            var reader = ProxyHeaderReader()
            var start = 0
            for length in lengths + [bytes.count] {
                let piece = Array(bytes[start..<min(start + length, bytes.count)])
                var offset = 0
                do throws(ProxyHeaderViolation) {
                    let header = try reader.next(piece.span, at: &offset)
                    start += offset
                    if let header {
                        self = .header(header, bytes: start)
                        return
                    }
                    #expect(offset == piece.count)
                } catch {
                    self = .violation(error)
                    return
                }
            }
            self = .incomplete
        }
    }

    private static let client = IPAddress(.v4(0xc000_0207))
    private static let client6 = IPAddress(.v6(high: 0x2001_0db8_0000_0000, low: 7))
    private static let tls: [UInt8] = [22, 3, 1, 2, 0]

    @Test(
        "header lines are read",
        arguments: [
            ("PROXY TCP4 192.0.2.7 198.51.100.1 56324 443\r\n", ProxyHeader.client(client, port: 56_324)),
            ("PROXY TCP4 192.0.2.7 255.255.255.255 0 65535\r\n", .client(client, port: 0)),
            ("PROXY TCP6 2001:db8::7 ::1 65535 443\r\n", .client(client6, port: 65_535)),
            ("PROXY TCP6 2001:0db8:0:0:0:0:0:7 ::1 1 443\r\n", .client(client6, port: 1)),
            ("PROXY TCP6 ::ffff:192.0.2.7 ::ffff:198.51.100.1 1 443\r\n", .client(client, port: 1)),
            ("PROXY UNKNOWN\r\n", .peer), ("PROXY UNKNOWN ffff:: whatever \t 1\r\n", .peer),
            (
                "PROXY TCP6 ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff 65535 65535\r\n",
                .client(IPAddress(.v6(high: .max, low: .max)), port: 65_535)
            ),
            ("PROXY UNKNOWN " + String(repeating: "x", count: 107 - 16) + "\r\n", .peer),
        ])
    func lines(text: String, header: ProxyHeader) {
        let bytes = Array(text.utf8)
        #expect(bytes.count <= ProxyHeaderReader.maxLineBytes)
        #expect(Reading(bytes + Self.tls) == .header(header, bytes: bytes.count))
        #expect(Reading(bytes + Self.tls, cutAfter: bytes.map { _ in 1 }) == .header(header, bytes: bytes.count))
        for length in bytes.indices { #expect(Reading(Array(bytes[..<length])) == .incomplete) }
    }

    @Test(
        "lines that are no header are refused",
        arguments: [
            ("GET / HTTP/1.0\r\n\r\n", ProxyHeaderViolation.missing), ("\u{16}\u{3}\u{1}", .missing), ("\n", .missing),
            ("POST / HTTP/1.1\r\n", .signature), ("proxy TCP4", .missing), ("PROXYTCP4", .signature),
            ("PROXY \r\n", .syntax), ("PROXY TCP4\r\n", .syntax), ("PROXY TCP4 192.0.2.7 192.0.2.1 1 2\n", .syntax),
            ("PROXY TCP4  192.0.2.7 192.0.2.1 1 2\r\n", .syntax), ("PROXY TCP4 192.0.2.7 192.0.2.1 1 2 \r\n", .syntax),
            ("PROXY TCP5 192.0.2.7 192.0.2.1 1 2\r\n", .syntax), ("PROXY UDP4 192.0.2.7 192.0.2.1 1 2\r\n", .syntax),
            ("PROXY UNKNOWNS\r\n", .syntax), ("PROXY\tTCP4", .signature),
            ("PROXY TCP4 192.0.2.256 192.0.2.1 1 2\r\n", .address), ("PROXY TCP4 ::1 ::1 1 2\r\n", .address),
            ("PROXY TCP6 192.0.2.7 192.0.2.1 1 2\r\n", .address), ("PROXY TCP4 192.0.2.7 nowhere 1 2\r\n", .address),
            ("PROXY TCP4 192.0.2.7 192.0.2.1 65536 2\r\n", .address),
            ("PROXY TCP4 192.0.2.7 192.0.2.1 01 2\r\n", .address),
            ("PROXY TCP4 192.0.2.7 192.0.2.1 1 +2\r\n", .address),
            ("PROXY TCP4 192.0.2.7 192.0.2.1 1 2\r\r\n", .address),
            ("PROXY TCP6 fe80::1%eth0 ::1 1 2\r\n", .address),
            ("PROXY UNKNOWN " + String(repeating: "x", count: 200), .tooLong),
            ("PROXY UNKNOWN " + String(repeating: "x", count: 107 - 15) + "\r\n", .tooLong),
        ])
    func linesThatAreNone(text: String, violation: ProxyHeaderViolation) {
        let bytes = Array(text.utf8)
        #expect(Reading(bytes) == .violation(violation))
        #expect(Reading(bytes, cutAfter: bytes.map { _ in 1 }) == .violation(violation))
    }

    /// A header of version 2.
    private static func block(_ command: UInt8, _ family: UInt8, _ payload: [UInt8], length: Int? = nil) -> [UInt8] {
        let length = length ?? payload.count
        return [0x0D, 0x0A, 0x0D, 0x0A, 0, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A, command, family]
            + [UInt8(length >> 8), UInt8(length & 0xff)] + payload
    }

    private static let v4: [UInt8] = [192, 0, 2, 7, 198, 51, 100, 1, 0xdc, 0x04, 1, 187]
    private static let v6: [UInt8] =
        [0x20, 1, 0x0d, 0xb8] + Array(repeating: 0, count: 11) + [7] + Array(repeating: 0, count: 16)
        + [0xdc, 0x04, 1, 187]

    @Test(
        "binary headers are read",
        arguments: [
            (block(0x21, 0x11, v4), ProxyHeader.client(client, port: 56_324)),
            (block(0x21, 0x21, v6), .client(client6, port: 56_324)),
            (block(0x21, 0x11, v4 + [4, 0, 1, 0]), .client(client, port: 56_324)),
            (block(0x21, 0x11, v4 + Array(repeating: 0xff, count: 4_096 - 28)), .client(client, port: 56_324)),
            (block(0x21, 0x21, v6 + Array(repeating: 0xff, count: 4_096 - 52)), .client(client6, port: 56_324)),
            (block(0x20, 0, []), .peer), (block(0x20, 0xff, [1, 2, 3]), .peer), (block(0x20, 0x11, v4), .peer),
            (block(0x21, 0, []), .peer), (block(0x21, 0, [1]), .peer), (block(0x21, 0x12, v4), .peer),
            (block(0x21, 0x22, v6), .peer), (block(0x21, 0x31, Array(repeating: 1, count: 216)), .peer),
        ])
    func blocks(bytes: [UInt8], header: ProxyHeader) {
        #expect(Reading(bytes + Self.tls) == .header(header, bytes: bytes.count))
        #expect(Reading(bytes + Self.tls, cutAfter: bytes.map { _ in 1 }) == .header(header, bytes: bytes.count))
        for length in bytes.indices { #expect(Reading(Array(bytes[..<length])) == .incomplete) }
    }

    @Test(
        "blocks that are no header are refused",
        arguments: [
            (block(0x11, 0x11, v4), ProxyHeaderViolation.command), (block(0x22, 0x11, v4), .command),
            (block(0x00, 0x11, v4), .command), (block(0x31, 0x11, v4), .command), (block(0x21, 0x41, v4), .family),
            (block(0x21, 0x13, v4), .family), (block(0x21, 0xff, v4), .family),
            (block(0x21, 0x11, [], length: 11), .tooShort),
            (block(0x21, 0x21, [], length: 35), .tooShort), (block(0x21, 0x31, [], length: 215), .tooShort),
            (block(0x21, 0x11, [], length: 4_096 - 15), .tooLong), (block(0x20, 0x00, [], length: 65_535), .tooLong),
            ([0x0D, 0x0A, 0x0D, 0x0A, 0, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0B], .signature),
            ([0x0D, 0x0D], .signature),
        ])
    func blocksThatAreNone(bytes: [UInt8], violation: ProxyHeaderViolation) {
        #expect(Reading(bytes) == .violation(violation))
        #expect(Reading(bytes, cutAfter: bytes.map { _ in 1 }) == .violation(violation))
    }

    @Test("headers that are damaged at random are read the same wherever they are cut", arguments: UInt64(0)..<100)
    func damaged(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        for _ in 0..<50 {
            var bytes = [
                Self.block(0x21, 0x11, Self.v4 + [4, 0, 1, 0]), Self.block(0x21, 0x21, Self.v6),
                Self.block(0x20, 0, []), Array("PROXY TCP4 192.0.2.7 198.51.100.1 56324 443\r\n".utf8),
                Array("PROXY TCP6 2001:db8::7 ::1 65535 443\r\n".utf8), Array("PROXY UNKNOWN\r\n".utf8),
            ].randomElement(using: &random)!
            for _ in 0..<Int.random(in: 0...3, using: &random) {
                bytes[bytes.indices.randomElement(using: &random)!] = UInt8(truncatingIfNeeded: random.next())
            }
            bytes += (0..<8).map { _ in UInt8(truncatingIfNeeded: random.next()) }
            let cuts = bytes.map { _ in Int.random(in: 1...9, using: &random) }
            #expect(Reading(bytes, cutAfter: cuts) == Reading(bytes), "seed \(seed)")
        }
    }
}
