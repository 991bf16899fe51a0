/// A block of addresses: those that begin with the same bits (CIDR, RFC 4632, section 3.1, and RFC 4291, section 2.3).
package struct AddressBlock: Hashable, Sendable, CustomStringConvertible {
    /// Why a text is not a block, as a sentence for its author.
    package struct Fault: Error, Hashable, Sendable, CustomStringConvertible {
        /// Without the text itself, such as "has a prefix length that is not 0 to 32".
        package let description: String
    }

    /// The first address of the block: all bits after the prefix are zero.
    package let network: IPAddress
    /// Bits that all addresses of the block begin with: 0…32 for IPv4, 0…128 for IPv6.
    package let prefixLength: Int

    /// The block of `prefixLength` bits that an address is in; 0…`address.width`.
    package init(around address: IPAddress, prefixLength: Int) {
        network = address.masked(to: prefixLength)
        self.prefixLength = prefixLength
    }

    /// What counts as one source where attempts or connections are counted: an IPv4 address as a whole, of an IPv6
    /// address the first 64 bits, since one site has them all (RFC 4291, section 2.5.4; RFC 6177).
    package init(countedFor address: IPAddress) {
        self.init(around: address, prefixLength: min(address.width, 64))
    }

    /// From `192.0.2.0/24`, `2001:db8::/32`, or one address, which is a block of its own.
    ///
    /// The network must be the first address of its block, since `10.1.2.3/8` is ambiguous, and IPv4 has to be written
    /// as IPv4, not within IPv6.
    package init(parsing text: String) throws(Fault) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let address = IPAddress(parts[0]) else {
            throw Fault(description: "is no IPv4 or IPv6 address, alone or with /length")
        }
        if case .v4 = address.bits, parts[0].contains(":") {
            throw Fault(description: "is IPv4 within IPv6: write it as IPv4, as in \(address)/32")
        }
        guard parts.count == 2 else {
            self.init(around: address, prefixLength: address.width)
            return
        }
        let digits = parts[1]
        guard let length = Int(digits), (0...address.width).contains(length), String(length) == digits else {
            throw Fault(description: "has a prefix length that is not 0 to \(address.width)")
        }
        self.init(around: address, prefixLength: length)
        guard network == address else {
            throw Fault(description: "has bits set after its prefix: write \(self), or \(address)/\(address.width)")
        }
    }

    /// The text of the block that is counted for an address in text form, whose zone (`%eth0`) is left out:
    /// `192.0.2.1/32`. Any other text is returned as it is.
    package static func name(countedFor text: String) -> String {
        IPAddress(text.prefix { $0 != "%" }).map { AddressBlock(countedFor: $0).description } ?? text
    }

    /// Whether the block has the address. An IPv4 address is in no block of IPv6, not even in `::/0`.
    package func contains(_ address: IPAddress) -> Bool {
        address.width == network.width && address.masked(to: prefixLength) == network
    }

    /// As `init(parsing:)` reads it, with the length: `192.0.2.0/24`.
    package var description: String { "\(network)/\(prefixLength)" }
}
