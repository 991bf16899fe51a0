import Values

/// Reads the header of the PROXY protocol, version 1 or 2, as it arrives: a value that does no I/O. For one connection:
/// not usable after a header or an error.
///
/// It consumes nothing after the header, so its input may be a peek at bytes that are still in the kernel.
package struct ProxyHeaderReader: Sendable {
    /// A line of version 1 with CRLF (section 2.1).
    package static let maxLineBytes = 107
    /// A header of version 2 as a whole. The addresses need 52 bytes; the rest is for TLVs, which are ignored: what
    /// proxies add (names of TLS and certificates, ids of clouds) is some hundreds of bytes.
    package static let maxBlockBytes = 4_096

    private static let signature: [UInt8] = [
        0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A,
    ]
    /// Signature, version and command, family and transport, length.
    private static let fixedBytes = 16
    private static let linePrefix = Array("PROXY ".utf8)

    /// The part of the header received so far. Of version 2 only the fixed part and the addresses.
    private var bytes: [UInt8] = []
    /// Bytes of version 2 that were left out of `bytes`.
    private var skipped = 0

    /// A reader at the start of a connection.
    package init() {}

    /// Consumes bytes of `input` from `offset` on (0…count, moved past what was consumed) up to the end of the header,
    /// or all of them: then it returns nil. Throws as soon as the bytes cannot be a header.
    package mutating func next(
        _ input: Span<UInt8>, at offset: inout Int
    ) throws(ProxyHeaderViolation) -> ProxyHeader? {
        while offset < input.count {
            let byte = input[offset]
            if bytes.isEmpty, byte != Self.signature[0], byte != Self.linePrefix[0] { throw .missing }
            offset += 1
            if let header = try take(byte) { return header }
        }
        return nil
    }

    private mutating func take(_ byte: UInt8) throws(ProxyHeaderViolation) -> ProxyHeader? {
        let isBlock = (bytes.first ?? byte) == Self.signature[0]
        if isBlock, bytes.count == Self.fixedBytes + Self.maxAddressBytes {
            skipped += 1
        } else {
            bytes.append(byte)
        }
        return isBlock ? try readBlock() : try readLine()
    }

    // MARK: Version 1

    private func readLine() throws(ProxyHeaderViolation) -> ProxyHeader? {
        let count = bytes.count
        if count <= Self.linePrefix.count {
            guard bytes[count - 1] == Self.linePrefix[count - 1] else { throw .signature }
            return nil
        }
        guard bytes[count - 1] == .lineFeed else {
            if count == Self.maxLineBytes { throw .tooLong }
            return nil
        }
        guard bytes[count - 2] == .carriageReturn else { throw .syntax }
        let words = bytes[Self.linePrefix.count..<(count - 2)].split(
            separator: UInt8.space, omittingEmptySubsequences: false
        ).map { String(decoding: $0, as: UTF8.self) }
        switch words[0] {
        // What follows means nothing, whatever it is.
        case "UNKNOWN": return .peer
        case "TCP4": return try Self.client(words, width: 32)
        case "TCP6": return try Self.client(words, width: 128)
        default: throw .syntax
        }
    }

    /// Of the words family, source, destination, source port, destination port.
    private static func client(_ words: [String], width: Int) throws(ProxyHeaderViolation) -> ProxyHeader {
        guard words.count == 5 else { throw .syntax }
        guard let source = address(words[1], width: width), address(words[2], width: width) != nil,
            let port = port(words[3]), Self.port(words[4]) != nil
        else { throw .address }
        return .client(source, port: port)
    }

    private static func address(_ text: String, width: Int) -> IPAddress? {
        // A mapped IPv4 address is IPv6 as it is written.
        guard text.contains(":") == (width == 128) else { return nil }
        return IPAddress(text)
    }

    private static func port(_ text: String) -> UInt16? {
        guard let port = UInt16(text), String(port) == text else { return nil }
        return port
    }

    // MARK: Version 2

    /// Of IPv6: two addresses and two ports.
    private static let maxAddressBytes = 36

    private func readBlock() throws(ProxyHeaderViolation) -> ProxyHeader? {
        let count = bytes.count
        if count <= Self.signature.count {
            guard bytes[count - 1] == Self.signature[count - 1] else { throw .signature }
            return nil
        }
        guard count >= Self.fixedBytes else { return nil }
        let length = Int(bytes[14]) << 8 | Int(bytes[15])
        if count == Self.fixedBytes, skipped == 0 { try checkFixedPart(length: length) }
        guard count + skipped == Self.fixedBytes + length else { return nil }
        return header()
    }

    private func checkFixedPart(length: Int) throws(ProxyHeaderViolation) {
        guard bytes[12] == 0x20 || bytes[12] == 0x21 else { throw .command }
        guard Self.fixedBytes + length <= Self.maxBlockBytes else { throw .tooLong }
        // `LOCAL` carries no address, whatever its family.
        guard bytes[12] == 0x21 else { return }
        guard bytes[13] >> 4 <= 3, bytes[13] & 0xF <= 2 else { throw .family }
        let least =
            switch bytes[13] >> 4 {
            case 1: 12
            case 2: Self.maxAddressBytes
            case 3: 216
            default: 0
            }
        guard length >= least else { throw .tooShort }
    }

    private func header() -> ProxyHeader {
        guard bytes[12] == 0x21 else { return .peer }
        switch bytes[13] {
        case 0x11:
            return .client(IPAddress(.v4(UInt32(number(at: 16, bytes: 4)))), port: UInt16(number(at: 24, bytes: 2)))
        case 0x21:
            let address = IPAddress(.v6(high: number(at: 16, bytes: 8), low: number(at: 24, bytes: 8)))
            return .client(address, port: UInt16(number(at: 48, bytes: 2)))
        default: return .peer
        }
    }

    private func number(at start: Int, bytes count: Int) -> UInt64 {
        bytes[start..<(start + count)].reduce(0) { $0 << 8 | UInt64($1) }
    }
}
