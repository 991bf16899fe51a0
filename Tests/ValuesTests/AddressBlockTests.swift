import TestSupport
import Testing
import Values

@Suite struct AddressBlockTests {
    @Test(
        "addresses are read",
        arguments: [
            ("10.0.0.0/8", "10.0.0.0/8"), ("0.0.0.0/0", "0.0.0.0/0"), ("192.0.2.1", "192.0.2.1/32"),
            ("192.0.2.1/32", "192.0.2.1/32"), ("::/0", "::/0"), ("2001:DB8:0::/32", "2001:db8::/32"),
            ("::1", "::1/128"),
            ("::1/128", "::1/128"), ("2001:db8::8000:0:0:0/65", "2001:db8:0:0:8000::/65"),
        ])
    func read(text: String, canonical: String) throws {
        let block = try AddressBlock(parsing: text)
        #expect(block.description == canonical)
        #expect(try AddressBlock(parsing: canonical) == block)
    }

    @Test(
        "a block with bits behind its length is refused with what to write",
        arguments: [
            ("", "is no IPv4"), ("/8", "is no IPv4"), ("proxy.example/8", "is no IPv4"), ("fe80::1%eth0", "is no IPv4"),
            ("10.0.0.0/", "not 0 to 32"), ("10.0.0.0/33", "not 0 to 32"), ("10.0.0.0/-1", "not 0 to 32"),
            ("10.0.0.0/08", "not 0 to 32"), ("10.0.0.0/+8", "not 0 to 32"), ("10.0.0.0/8/8", "not 0 to 32"),
            ("10.0.0.0/255.0.0.0", "not 0 to 32"), ("::/129", "not 0 to 128"),
            ("::/99999999999999999999", "not 0 to 128"),
            ("10.1.2.3/8", "write 10.0.0.0/8, or 10.1.2.3/32"),
            ("2001:db8::1/64", "write 2001:db8::/64, or 2001:db8::1/128"),
            ("::ffff:10.0.0.0/104", "write it as IPv4"),
        ])
    func refusedWithWhatToWrite(text: String, words: String) {
        #expect {
            try AddressBlock(parsing: text)
        } throws: {
            ($0 as? AddressBlock.Fault)?.description.contains(words) == true
        }
    }

    @Test("a block holds the addresses that begin as it does")
    func whatIsInABlock() throws {
        let block = try AddressBlock(parsing: "192.0.2.128/25")
        #expect(try block.contains(#require(IPAddress("192.0.2.128"))))
        #expect(try block.contains(#require(IPAddress("192.0.2.255"))))
        #expect(try block.contains(#require(IPAddress("::ffff:192.0.2.200"))))
        #expect(try !block.contains(#require(IPAddress("192.0.2.127"))))
        #expect(try !block.contains(#require(IPAddress("192.0.3.0"))))
        #expect(try !AddressBlock(parsing: "::/0").contains(#require(IPAddress("192.0.2.1"))))
        #expect(try !AddressBlock(parsing: "0.0.0.0/0").contains(#require(IPAddress("::1"))))
    }

    @Test("an address is in its block, and one with another bit of the prefix is not", arguments: UInt64(0)..<20)
    func random(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        for _ in 0..<500 {
            let address = IPAddress(.v6(high: random.next() | 1, low: random.next()))
            guard case .v6(let high, let low) = address.bits else { continue }
            let length = Int.random(in: 0...128, using: &random)
            let block = AddressBlock(around: address, prefixLength: length)
            #expect(block.contains(address), "seed \(seed)")
            #expect(try AddressBlock(parsing: block.description) == block, "seed \(seed)")
            let bit = Int.random(in: 0..<128, using: &random)
            let other = IPAddress(
                .v6(
                    high: bit < 64 ? high ^ (1 << UInt64(63 - bit)) : high,
                    low: bit < 64 ? low : low ^ (1 << UInt64(127 - bit))))
            #expect(block.contains(other) == (bit >= length && other.width == 128), "seed \(seed)")
        }
    }

    @Test(
        "one source is an IPv4 address, or the /64 of one site",
        arguments: [
            ("192.0.2.7", "192.0.2.7/32"), ("::ffff:192.0.2.7", "192.0.2.7/32"), ("::1", "::/64"),
            ("2001:0DB8:0001:0002::", "2001:db8:1:2::/64"), ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
            ("fe80::1%eth0", "fe80::/64"), ("unknown", "unknown"), ("", ""),
        ])
    func countedAsOne(text: String, name: String) {
        #expect(AddressBlock.name(countedFor: text) == name)
    }
}
