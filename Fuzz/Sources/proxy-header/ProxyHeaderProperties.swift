import FuzzSupport
import Values
import WebSocketWire

/// What has to be true of every header of the PROXY protocol.
enum ProxyHeaderProperties {
    /// What a reader made of an input.
    private enum Reading: Equatable {
        case header(ProxyHeader, bytes: Int)
        case violation(ProxyHeaderViolation)
        case incomplete
    }

    static func check(_ input: [UInt8]) {
        let reading = read(input, .nowhere)
        for cut in Cut.allCases {
            let other = read(input, cut)
            require(other == reading, "\(cut): \(other), in one piece: \(reading)")
        }
        let isLine = input.first == UInt8(ascii: "P")
        let most = isLine ? ProxyHeaderReader.maxLineBytes : ProxyHeaderReader.maxBlockBytes
        switch reading {
        case .incomplete: require(input.count < most, "waits for more than the limit")
        case .violation(let violation):
            require((violation == .missing) == ![0x0D, UInt8(ascii: "P")].contains(input[0]), "\(violation)")
        case .header(let header, let count):
            require(count <= most, "a header of \(count) bytes")
            if isLine { require(input[..<count].suffix(2) == [13, 10], "ends elsewhere") }
            let end = Array(input[..<count])
            require(read(end, .nowhere) == reading, "what follows counts")
            require(read(end.dropLast(), .nowhere) == .incomplete, "is whole before its end")
            checkAgain(header)
        }
    }

    /// An address that was read is read again after being written, in both versions.
    private static func checkAgain(_ header: ProxyHeader) {
        guard case .client(let address, let port) = header else { return }
        let (family, bytes): (String, [UInt8])
        switch address.bits {
        case .v4(let bits):
            (family, bytes) = ("4", (0..<4).map { UInt8(truncatingIfNeeded: bits >> (24 - 8 * $0)) })
        case .v6(let high, let low):
            let halves = [high, low].flatMap { half in (0..<8).map { UInt8(truncatingIfNeeded: half >> (56 - 8 * $0)) }
            }
            (family, bytes) = ("6", halves)
        }
        let line = Array("PROXY TCP\(family) \(address) \(address) \(port) 1\r\n".utf8)
        require(line.count <= ProxyHeaderReader.maxLineBytes, "a line of \(line.count) bytes")
        require(read(line, .nowhere) == .header(header, bytes: line.count), "\(header) as a line")
        let payload = bytes + bytes + [UInt8(port >> 8), UInt8(port & 0xff), 0, 1]
        let block: [UInt8] =
            [0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A, 0x21]
            + [bytes.count == 4 ? 0x11 : 0x21, 0, UInt8(payload.count)] + payload
        require(read(block, .nowhere) == .header(header, bytes: block.count), "\(header) as a block")
    }

    private static func read(_ input: some Sequence<UInt8>, _ cut: Cut) -> Reading {
        var reader = ProxyHeaderReader()
        var count = 0
        for piece in cut.pieces(of: Array(input)) {
            var offset = 0
            do throws(ProxyHeaderViolation) {
                let header = try reader.next(piece.span, at: &offset)
                count += offset
                if let header { return .header(header, bytes: count) }
            } catch {
                return .violation(error)
            }
            require(offset == piece.count, "left \(piece.count - offset) bytes of an incomplete header")
        }
        return .incomplete
    }
}
