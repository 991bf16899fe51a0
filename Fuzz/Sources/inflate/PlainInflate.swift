import EventLoop

/// RFC 1951 implemented a second time, bit by bit: slow, and easy to compare with the text of the RFC.
struct PlainInflate {
    /// What an inflater has to make of the payload of a message (RFC 7692, section 7.2.2).
    static func result(of payload: [UInt8], maxBytes: Int) -> Inflater.Result {
        var reader = PlainInflate(input: payload + [0x00, 0x00, 0xFF, 0xFF], maxBytes: maxBytes)
        let isWhole = reader.blocks()
        if reader.output.count > maxBytes { return .tooBig }
        return isWhole ? .bytes(reader.output) : .corrupt
    }

    private let input: [UInt8]
    private let maxBytes: Int
    /// In bits.
    private var position = 0
    private var output: [UInt8] = []

    private init(input: [UInt8], maxBytes: Int) {
        self.input = input
        self.maxBytes = maxBytes
    }

    /// All of the input; whether it ends after a block that is not the last of a stream. After the last one another
    /// stream begins with the next byte.
    private mutating func blocks() -> Bool {
        while output.count <= maxBytes {
            guard let isLast = bits(1), let type = bits(2), block(type) else { return false }
            if isLast == 1 {
                position = (position + 7) / 8 * 8
                if position == 8 * input.count { return false }
            } else if 8 * input.count - position < 3 {
                return true
            }
        }
        return false
    }

    /// Least significant bit first (section 3.1.1).
    private mutating func bits(_ count: Int) -> Int? {
        guard position + count <= 8 * input.count else { return nil }
        var value = 0
        for bit in 0..<count {
            value |= Int(input[position / 8] >> UInt8(position % 8) & 1) << bit
            position += 1
        }
        return value
    }

    private mutating func block(_ type: Int) -> Bool {
        switch type {
        case 0: return storedBlock()
        case 1: return codes(Huffman.fixedLiterals, Huffman.fixedDistances)
        case 2:
            guard let (literals, distances) = tables() else { return false }
            return codes(literals, distances)
        default: return false
        }
    }

    /// Section 3.2.4.
    private mutating func storedBlock() -> Bool {
        position = (position + 7) / 8 * 8
        guard let count = bits(16), let complement = bits(16), count ^ complement == 0xFFFF else { return false }
        for _ in 0..<count where output.count <= maxBytes {
            guard let byte = bits(8) else { return false }
            output.append(UInt8(byte))
        }
        return true
    }

    /// Section 3.2.5.
    private mutating func codes(_ literals: Huffman, _ distances: Huffman) -> Bool {
        while output.count <= maxBytes {
            guard let symbol = symbol(literals) else { return false }
            switch symbol {
            case ..<256: output.append(UInt8(symbol))
            case 256: return true
            default:
                guard symbol - 257 < Self.lengths.count, let more = bits(Self.lengthBits[symbol - 257]),
                    let distance = distance(distances), distance <= output.count
                else { return false }
                for _ in 0..<Self.lengths[symbol - 257] + more { output.append(output[output.count - distance]) }
            }
        }
        return true
    }

    private mutating func distance(_ distances: Huffman) -> Int? {
        guard let symbol = symbol(distances), symbol < 30 else { return nil }
        guard symbol > 1 else { return symbol + 1 }
        let width = symbol / 2 - 1
        return bits(width).map { (2 + symbol % 2) << width + 1 + $0 }
    }

    private mutating func symbol(_ huffman: Huffman) -> Int? {
        var code = 0
        for length in 1...15 {
            guard let bit = bits(1) else { return nil }
            code = code << 1 | bit
            if let symbol = huffman.symbol(code, length: length) { return symbol }
        }
        return nil
    }

    /// Section 3.2.7.
    private mutating func tables() -> (Huffman, Huffman)? {
        guard let literalCount = bits(5).map({ $0 + 257 }), let distanceCount = bits(5).map({ $0 + 1 }),
            let lengthCount = bits(4).map({ $0 + 4 }), literalCount <= 286, distanceCount <= 30
        else { return nil }
        var codeLengths = [Int](repeating: 0, count: 19)
        for index in Self.order.prefix(lengthCount) {
            guard let length = bits(3) else { return nil }
            codeLengths[index] = length
        }
        guard let code = Huffman(codeLengths), code.isComplete else { return nil }
        var lengths: [Int] = []
        while lengths.count < literalCount + distanceCount {
            guard let symbol = symbol(code) else { return nil }
            switch symbol {
            case ..<16: lengths.append(symbol)
            case 16:
                guard let last = lengths.last, let more = bits(2) else { return nil }
                lengths += [Int](repeating: last, count: 3 + more)
            default:
                guard let more = bits(symbol == 17 ? 3 : 7) else { return nil }
                lengths += [Int](repeating: 0, count: (symbol == 17 ? 3 : 11) + more)
            }
        }
        guard lengths.count == literalCount + distanceCount, lengths[256] > 0,
            let literals = Huffman(Array(lengths[..<literalCount])),
            let distances = Huffman(Array(lengths[literalCount...])), literals.isUsable, distances.isUsable
        else { return nil }
        return (literals, distances)
    }

    private static let order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]
    private static let lengths = [
        3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227,
        258,
    ]
    private static let lengthBits = [
        0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0,
    ]
}
