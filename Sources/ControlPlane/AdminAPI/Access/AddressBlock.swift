/// What of a peer's address stands for one source of attempts: an IPv4 address as a whole, of an IPv6 address the first
/// 64 bits, since whoever has one address of such a network has them all (RFC 4291, section 2.5.4; RFC 6177).
enum AddressBlock {
    /// The block of an address as text; any other text stands for itself.
    static func of(_ address: String) -> String {
        guard address.contains(":") else { return address }
        let plain = address.prefix { $0 != "%" }
        // IPv4 within IPv6 (RFC 4291, section 2.5.5.2).
        if plain.contains("."), let last = plain.split(separator: ":").last { return String(last) }
        let halves = plain.split(separator: "::", maxSplits: 1, omittingEmptySubsequences: false)
        var groups = halves[0].split(separator: ":").map(String.init)
        if halves.count == 2 {
            let tail = halves[1].split(separator: ":").map(String.init)
            groups += Array(repeating: "0", count: max(0, 8 - groups.count - tail.count)) + tail
        }
        return groups.prefix(4).map { group in
            let digits = group.lowercased().drop { $0 == "0" }
            return digits.isEmpty ? "0" : String(digits)
        }.joined(separator: ":") + "::/64"
    }
}
