/// An IPv4 or IPv6 address without a port and without a zone.
///
/// An IPv4 address within IPv6 (`::ffff:192.0.2.1`, RFC 4291, section 2.5.5.2) is the IPv4 address, so that one peer
/// has one name whichever socket it came through.
package struct IPAddress: Hashable, Sendable, CustomStringConvertible {
    /// The bits, in host byte order.
    package enum Bits: Hashable, Sendable {
        /// 127.0.0.1 is 0x7f000001.
        case v4(UInt32)
        /// The upper and the lower half: ::1 is (0, 1).
        case v6(high: UInt64, low: UInt64)
    }

    /// Never an IPv4 address within IPv6.
    package let bits: Bits

    /// The address with these bits.
    package init(_ bits: Bits) {
        if case .v6(0, let low) = bits, low >> 32 == 0xffff {
            self.bits = .v4(UInt32(truncatingIfNeeded: low))
        } else {
            self.bits = bits
        }
    }

    /// From the text of an address: four decimal numbers without leading zeros, or what RFC 4291, section 2.2, allows,
    /// without brackets. Nil for anything else: names are not resolved, and a zone (`%eth0`) is not part of an address.
    package init?(_ text: some StringProtocol) {
        let bytes = Array(text.utf8)
        guard let bits = Self.v4(bytes[...]).map(Bits.v4) ?? Self.v6(bytes) else { return nil }
        self.init(bits)
    }

    /// Bits of an address of this kind: 32 or 128.
    package var width: Int {
        switch bits {
        case .v4: 32
        case .v6: 128
        }
    }

    /// The address with all bits after the first `length` at zero; 0…`width`.
    package func masked(to length: Int) -> IPAddress {
        precondition((0...width).contains(length), "the first \(length) bits of \(self)")
        switch bits {
        case .v4(let value):
            return IPAddress(.v4(value & ~(UInt32.max >> length)))
        case .v6(let high, let low):
            return IPAddress(
                .v6(high: high & ~(UInt64.max >> min(length, 64)), low: low & ~(UInt64.max >> max(length - 64, 0))))
        }
    }

    /// The canonical text: `192.0.2.1`, or as RFC 5952, section 4, has it: `2001:db8::1`.
    package var description: String {
        switch bits {
        case .v4(let value):
            return "\(value >> 24).\(value >> 16 & 0xff).\(value >> 8 & 0xff).\(value & 0xff)"
        case .v6(let high, let low):
            let groups = [high, low].flatMap { half in [48, 32, 16, 0].map { half >> UInt64($0) & 0xffff } }
            let texts = groups.map { String($0, radix: 16) }
            guard let zeros = Self.longestRunOfZeros(in: groups) else { return texts.joined(separator: ":") }
            return texts[..<zeros.lowerBound].joined(separator: ":") + "::"
                + texts[zeros.upperBound...].joined(separator: ":")
        }
    }

    /// The first of the longest runs of two or more zeros: the one that `::` replaces.
    private static func longestRunOfZeros(in groups: [UInt64]) -> Range<Int>? {
        var longest = 0..<1
        var start = 0
        for (index, group) in groups.enumerated() {
            if group != 0 { start = index + 1 }
            if index + 1 - start > longest.count { longest = start..<(index + 1) }
        }
        return longest.count > 1 ? longest : nil
    }

    private static func v4(_ bytes: ArraySlice<UInt8>) -> UInt32? {
        let parts = bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var value: UInt32 = 0
        for part in parts {
            guard (1...3).contains(part.count), part.count == 1 || part.first != UInt8(ascii: "0") else { return nil }
            var octet: UInt32 = 0
            for byte in part {
                guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
                octet = octet * 10 + UInt32(byte - UInt8(ascii: "0"))
            }
            guard octet <= 255 else { return nil }
            value = value << 8 | octet
        }
        return value
    }

    private static func v6(_ bytes: [UInt8]) -> Bits? {
        let colon = UInt8(ascii: ":")
        // The longest text is eight groups of four, the last two of them as IPv4.
        guard (2...45).contains(bytes.count) else { return nil }
        let gap = bytes.indices.dropLast().first { bytes[$0] == colon && bytes[$0 + 1] == colon }
        guard let gap else {
            guard let groups = self.groups(bytes[...]), groups.count == 8 else { return nil }
            return bits(of: groups)
        }
        let before = bytes[..<gap]
        let after = bytes[(gap + 2)...]
        guard let front = before.isEmpty ? [] : groups(before, mayEndAsV4: false),
            let back = after.isEmpty ? [] : groups(after), front.count + back.count <= 7
        else { return nil }
        return bits(of: front + Array(repeating: 0, count: 8 - front.count - back.count) + back)
    }

    /// Groups between single colons, the last of which may be an IPv4 address, which counts as two.
    private static func groups(_ bytes: ArraySlice<UInt8>, mayEndAsV4: Bool = true) -> [UInt64]? {
        let parts = bytes.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        var groups: [UInt64] = []
        for (index, part) in parts.enumerated() {
            if mayEndAsV4, index == parts.count - 1, let value = v4(part) {
                groups += [UInt64(value >> 16), UInt64(value & 0xffff)]
                continue
            }
            guard (1...4).contains(part.count) else { return nil }
            var group: UInt64 = 0
            for byte in part {
                guard let digit = hexDigit(byte) else { return nil }
                group = group << 4 | digit
            }
            groups.append(group)
        }
        return groups
    }

    private static func hexDigit(_ byte: UInt8) -> UInt64? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt64(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt64(byte - UInt8(ascii: "a") + 10)
        case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt64(byte - UInt8(ascii: "A") + 10)
        default: nil
        }
    }

    private static func bits(of groups: [UInt64]) -> Bits {
        .v6(high: groups[..<4].reduce(0) { $0 << 16 | $1 }, low: groups[4...].reduce(0) { $0 << 16 | $1 })
    }
}
