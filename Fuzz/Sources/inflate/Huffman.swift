/// The canonical code that lengths define (RFC 1951, section 3.2.2): the codes of one length are consecutive numbers,
/// in the order of their symbols.
struct Huffman {
    private struct Row {
        let firstCode: Int
        let symbols: [Int]
    }

    /// By the length of the codes, 1–15 bits.
    private var rows: [Row] = []
    /// What is left of the space of codes, in units of 2⁻¹⁵.
    private var rest = 1 << 15

    static let fixedLiterals = Huffman((0..<288).map { $0 < 144 ? 8 : $0 < 256 ? 9 : $0 < 280 ? 7 : 8 })!
    static let fixedDistances = Huffman([Int](repeating: 5, count: 32))!

    /// Nil if there are more codes than fit.
    init?(_ lengths: [Int]) {
        var code = 0
        for length in 1...15 {
            code <<= 1
            let row = Row(firstCode: code, symbols: lengths.indices.filter { lengths[$0] == length })
            rows.append(row)
            code += row.symbols.count
            rest -= row.symbols.count << (15 - length)
        }
        guard rest >= 0 else { return nil }
    }

    /// The first bit of `code` is its most significant one.
    func symbol(_ code: Int, length: Int) -> Int? {
        let row = rows[length - 1]
        let index = code - row.firstCode
        return row.symbols.indices.contains(index) ? row.symbols[index] : nil
    }

    var isComplete: Bool { rest == 0 }

    /// zlib accepts an incomplete code only if it has no symbol, or a single one of one bit.
    var isUsable: Bool { isComplete || rest == 1 << 15 || (rest == 1 << 14 && rows[0].symbols.count == 1) }
}
