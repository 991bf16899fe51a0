/// Reads a QR code of version 1 to 6 at level M from its modules, by ISO/IEC 18004 and without the library that made
/// it. No error is corrected: every fixed pattern has to be in its place and every code word right.
struct QRCodeReader {
    /// What is wrong with a code.
    struct Fault: Error {
        let what: String
    }

    /// Code words of data in one block, and blocks, by version from 1 (table 9, level M).
    private static let blocks = [(16, 1), (28, 1), (44, 1), (32, 2), (43, 2), (27, 4)]
    /// Code words of error correction in a block, by version from 1.
    private static let corrections = [10, 16, 26, 18, 24, 16]

    private let modules: [[Bool]]
    private var size: Int { modules.count }
    private var version: Int { (size - 17) / 4 }

    init(_ rows: [String]) throws(Fault) {
        guard [21, 25, 29, 33, 37, 41].contains(rows.count) else { throw Fault(what: "\(rows.count) rows") }
        guard rows.allSatisfy({ $0.utf8.count == rows.count && $0.allSatisfy { "01".contains($0) } }) else {
            throw Fault(what: "not a square of 0 and 1")
        }
        modules = rows.map { $0.map { $0 == "1" } }
    }

    /// The bytes that the code holds.
    func read() throws(Fault) -> [UInt8] {
        try checkPatterns()
        let mask = try mask()
        let words = words(masked: mask)
        let (dataCount, blockCount) = Self.blocks[version - 1]
        let blockSize = dataCount + Self.corrections[version - 1]
        guard words.count == blockSize * blockCount else { throw Fault(what: "\(words.count) code words") }
        // Code words of the blocks alternate (section 7.6).
        let blocks = (0..<blockCount).map { block in (0..<blockSize).map { words[$0 * blockCount + block] } }
        for block in blocks {
            for power in 0..<Self.corrections[version - 1] where GaloisField.value(of: block, at: power) != 0 {
                throw Fault(what: "the code words of a block do not check")
            }
        }
        return try text(in: blocks.flatMap { $0.prefix(dataCount) })
    }

    // MARK: Fixed patterns

    private func checkPatterns() throws(Fault) {
        for (top, left) in [(0, 0), (0, size - 7), (size - 7, 0)] {
            for row in -1...7 {
                for column in -1...7 where (0..<size).contains(top + row) && (0..<size).contains(left + column) {
                    let distance = max(abs(row - 3), abs(column - 3))
                    guard modules[top + row][left + column] == ![2, 4].contains(distance) else {
                        throw Fault(what: "finder pattern at \(top), \(left)")
                    }
                }
            }
        }
        for index in 8..<size - 8 {
            guard modules[6][index] == index.isMultiple(of: 2), modules[index][6] == index.isMultiple(of: 2) else {
                throw Fault(what: "timing pattern at \(index)")
            }
        }
        guard modules[size - 8][8] else { throw Fault(what: "the dark module") }
        guard version > 1 else { return }
        for row in -2...2 {
            for column in -2...2
            where modules[size - 7 + row][size - 7 + column] != (max(abs(row), abs(column)) != 1) {
                throw Fault(what: "alignment pattern")
            }
        }
    }

    /// Whether a module is of a pattern or of the format information.
    private func isFixed(_ row: Int, _ column: Int) -> Bool {
        if row == 6 || column == 6 { return true }
        if row < 9 && (column < 9 || column >= size - 8) || row >= size - 8 && column < 9 { return true }
        return version > 1 && abs(row - (size - 7)) <= 2 && abs(column - (size - 7)) <= 2
    }

    /// The number of the mask, from both copies of the format information (section 7.9).
    private func mask() throws(Fault) -> Int {
        let first =
            (0...5).map { modules[8][$0] } + [modules[8][7], modules[8][8], modules[7][8]]
            + (0...5).reversed().map { modules[$0][8] }
        let second = (1...7).map { modules[size - $0][8] } + (size - 8..<size).map { modules[8][$0] }
        guard first == second else { throw Fault(what: "two formats") }
        let format = first.reduce(0) { $0 << 1 | ($1 ? 1 : 0) } ^ 0b101_0100_0001_0010
        var remainder = format
        for bit in (10...14).reversed() where remainder >> bit & 1 == 1 { remainder ^= 0b101_0011_0111 << (bit - 10) }
        guard remainder == 0 else { throw Fault(what: "the format does not check") }
        guard format >> 13 == 0b00 else { throw Fault(what: "not level M") }
        return format >> 10 & 0b111
    }

    private func isInverted(by mask: Int, _ row: Int, _ column: Int) -> Bool {
        switch mask {
        case 0: (row + column).isMultiple(of: 2)
        case 1: row.isMultiple(of: 2)
        case 2: column.isMultiple(of: 3)
        case 3: (row + column).isMultiple(of: 3)
        case 4: (row / 2 + column / 3).isMultiple(of: 2)
        case 5: row * column % 2 + row * column % 3 == 0
        case 6: (row * column % 2 + row * column % 3).isMultiple(of: 2)
        default: ((row + column) % 2 + row * column % 3).isMultiple(of: 2)
        }
    }

    // MARK: Data

    /// In pairs of columns from the right, up and down by turns (section 7.7.3).
    private func words(masked mask: Int) -> [UInt8] {
        var bits: [Bool] = []
        var isUpward = true
        for right in stride(from: size - 1, to: 0, by: -2).map({ $0 <= 6 ? $0 - 1 : $0 }) {
            for step in 0..<size {
                let row = isUpward ? size - 1 - step : step
                for column in [right, right - 1] where !isFixed(row, column) {
                    bits.append(modules[row][column] != isInverted(by: mask, row, column))
                }
            }
            isUpward.toggle()
        }
        return (0..<bits.count / 8).map { word in
            bits[word * 8..<word * 8 + 8].reduce(0) { $0 << 1 | ($1 ? 1 : 0) }
        }
    }

    /// The segments, each with its mode (section 7.4).
    private func text(in words: [UInt8]) throws(Fault) -> [UInt8] {
        var bits = words.flatMap { word in (0..<8).map { Int(word >> (7 - $0) & 1) } }[...]
        func take(_ count: Int) -> Int {
            defer { bits = bits.dropFirst(count) }
            return bits.prefix(count).reduce(0) { $0 << 1 | $1 }
        }
        let alphanumeric = Array("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:".utf8)
        var text: [UInt8] = []
        while bits.count >= 4 {
            switch take(4) {
            case 0b0000: return text
            case 0b0001:
                var left = take(10)
                while left > 0 {
                    let digits = min(3, left)
                    let number = String(take([0, 4, 7, 10][digits]))
                    text += Array(String(repeating: "0", count: digits - number.count).utf8) + Array(number.utf8)
                    left -= digits
                }
            case 0b0010:
                var left = take(9)
                while left > 1 {
                    let pair = take(11)
                    text += [alphanumeric[pair / 45], alphanumeric[pair % 45]]
                    left -= 2
                }
                if left == 1 { text.append(alphanumeric[take(6)]) }
            case 0b0100: text += (0..<take(8)).map { _ in UInt8(take(8)) }
            case let mode: throw Fault(what: "mode \(mode)")
            }
        }
        return text
    }
}

/// The field with 256 elements over x⁸ + x⁴ + x³ + x² + 1 (section 7.5.2).
private enum GaloisField {
    static func product(_ a: UInt8, _ b: UInt8) -> UInt8 {
        var (product, shifted) = (0, Int(a))
        for bit in 0..<8 {
            if b >> bit & 1 == 1 { product ^= shifted }
            shifted <<= 1
            if shifted > 255 { shifted ^= 0b1_0001_1101 }
        }
        return UInt8(product)
    }

    /// The polynomial of these coefficients at 2 to a power: 0 for every power where the code words are right.
    static func value(of words: [UInt8], at power: Int) -> UInt8 {
        let point = (0..<power).reduce(UInt8(1)) { element, _ in product(element, 2) }
        return words.reduce(0) { product($0, point) ^ $1 }
    }
}
