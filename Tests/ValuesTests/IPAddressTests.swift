import Glibc
import TestSupport
import Testing
import Values

@Suite struct IPAddressTests {
    @Test(
        "blocks are read and written",
        arguments: [
            ("0.0.0.0", IPAddress(.v4(0)), "0.0.0.0"), ("192.0.2.1", IPAddress(.v4(0xc000_0201)), "192.0.2.1"),
            ("255.255.255.255", IPAddress(.v4(.max)), "255.255.255.255"),
            ("::", IPAddress(.v6(high: 0, low: 0)), "::"), ("::1", IPAddress(.v6(high: 0, low: 1)), "::1"),
            ("2001:DB8:0:0:0:0:0:1", IPAddress(.v6(high: 0x2001_0db8_0000_0000, low: 1)), "2001:db8::1"),
            ("1::", IPAddress(.v6(high: 1 << 48, low: 0)), "1::"),
            (
                "1:0:0:2:3:0:0:4", IPAddress(.v6(high: 0x0001_0000_0000_0002, low: 0x0003_0000_0000_0004)),
                "1::2:3:0:0:4"
            ),
            (
                "1:0:2:3:4:5:6:7", IPAddress(.v6(high: 0x0001_0000_0002_0003, low: 0x0004_0005_0006_0007)),
                "1:0:2:3:4:5:6:7"
            ),
            ("::ffff:192.0.2.1", IPAddress(.v4(0xc000_0201)), "192.0.2.1"),
            ("::ffff:c000:201", IPAddress(.v4(0xc000_0201)), "192.0.2.1"),
            ("64:ff9b::192.0.2.1", IPAddress(.v6(high: 0x0064_ff9b_0000_0000, low: 0xc000_0201)), "64:ff9b::c000:201"),
        ])
    func readAndWritten(text: String, address: IPAddress, canonical: String) {
        #expect(IPAddress(text) == address)
        #expect(address.description == canonical)
    }

    @Test(
        "anything else is no address",
        arguments: [
            "", " ", ":", ":::", "1", "1.2.3", "1.2.3.4.5", "1.2.3.256", "1.2.3.04", "01.2.3.4", "1.2.3.4 ", "+1.2.3.4",
            "1..2.3", "localhost", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7::8:9", "::1::2", ":1", "1:",
            "1:::2", "12345::", "g::", "fe80::1%eth0", "[::1]", "1.2.3.4::", "::1.2.3", "::1.2.3.4:5",
            "1:2:3:4:5:6:7:1.2.3.4",
            "٣.2.3.4", "::١", "1.2.3.4\u{0}", "0x7f.0.0.1", "1:2:3:4:5:6:7:8::",
        ])
    func anythingElseIsNoAddress(text: String) {
        #expect(IPAddress(text) == nil)
    }

    @Test("the C library reads and writes the same", arguments: UInt64(0)..<20)
    func asTheSystem(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        for _ in 0..<500 {
            let groups = (0..<8).map { _ in
                Bool.random(using: &random) ? 0 : UInt64.random(in: 0...0xffff, using: &random)
            }
            let address = IPAddress(
                .v6(high: groups[..<4].reduce(0) { $0 << 16 | $1 }, low: groups[4...].reduce(0) { $0 << 16 | $1 }))
            #expect(IPAddress(address.description) == address, "seed \(seed)")
            guard case .v6(let high, let low) = address.bits else { continue }
            var bytes = [high.bigEndian, low.bigEndian]
            var text = [CChar](repeating: 0, count: 64)
            try #require(inet_ntop(AF_INET6, &bytes, &text, 64) != nil)
            let system = String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            // The C library writes addresses within ::/96 as IPv4, which RFC 5952 leaves open.
            if !system.contains(".") { #expect(address.description == system, "seed \(seed)") }
            #expect(IPAddress(system) == address, "seed \(seed)")
        }
    }

    @Test("whatever the bytes, the verdict is the C library's", arguments: UInt64(0)..<20)
    func anyText(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let alphabet = Array("0123456789abcdefABCDEFg:::::....%/ ")
        for _ in 0..<2_000 {
            let text = String(
                (0..<Int.random(in: 0...20, using: &random)).map { _ in alphabet.randomElement(using: &random)! })
            var room = [UInt8](repeating: 0, count: 16)
            let isAddress = inet_pton(AF_INET, text, &room) == 1 || inet_pton(AF_INET6, text, &room) == 1
            #expect((IPAddress(text) != nil) == isAddress, "\(text), seed \(seed)")
        }
    }
}
