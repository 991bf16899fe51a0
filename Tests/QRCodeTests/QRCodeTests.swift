import TestSupport
import Testing

@testable import QRCode

@Suite("QR codes")
struct QRCodeTests {
    @Test("a known text gives the known code of the smallest version, without a margin")
    func known() throws {
        let expected = [
            "111111100100101111111",
            "100000101100001000001",
            "101110100011001011101",
            "101110100101101011101",
            "101110101111101011101",
            "100000100101001000001",
            "111111101010101111111",
            "000000000010000000000",
            "101010100010100010010",
            "110001010101010101001",
            "110111110111011100110",
            "000011011101110111010",
            "101000111101011100101",
            "000000001100001000101",
            "111111100010100010001",
            "100000100100001000100",
            "101110101110101010101",
            "101110100101010101010",
            "101110101111011101101",
            "100000100111110111011",
            "111111101111011101101",
        ]
        #expect(try QRCode.rows(of: "HI") == expected)
    }

    @Test(
        "what was encoded can be read",
        arguments: [
            "HI", "0", "01234567", "https://gateway.example.com:9443/pair?code=BCDF-GHJK", "AC-42 $%*+./: 007",
            "käse 東京 🧀", "line\nfeed",
        ])
    func known(_ text: String) throws {
        #expect(try QRCodeReader(QRCode.rows(of: text)).read() == Array(text.utf8))
    }

    @Test("random texts can be read", arguments: 0..<20 as Range<UInt64>)
    func random(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let kinds = ["0123456789", "ABCXYZ-/:", "abcdefé?=&", "https://BCDF-GHJK.example"].map(Array.init)
        for _ in 0..<20 {
            var text = ""
            while text.utf8.count < Int(random.next() % 70) + 1 {
                let kind = kinds[Int(random.next() % UInt64(kinds.count))]
                for _ in 0...random.next() % 8 { text.append(kind[Int(random.next() % UInt64(kind.count))]) }
            }
            #expect(try QRCodeReader(QRCode.rows(of: text)).read() == Array(text.utf8), "seed \(seed): \(text)")
        }
    }

    @Test("the reader of these tests sees what is wrong", arguments: 0..<20 as Range<UInt64>)
    func damage(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        var rows = try QRCode.rows(of: "https://gateway.example.com/pair?code=BCDF-GHJK").map(Array.init)
        let (row, column) = (Int(random.next() % UInt64(rows.count)), Int(random.next() % UInt64(rows.count)))
        rows[row][column] = rows[row][column] == "1" ? "0" : "1"
        // 7 modules at the end of the last column belong to nothing.
        let isRemainder = column <= 1 && (8..<rows.count - 8).contains(row)
        guard !isRemainder else { return }
        #expect(throws: QRCodeReader.Fault.self, "seed \(seed): \(row), \(column)") {
            try QRCodeReader(rows.map { String($0) }).read()
        }
    }

    @Test("the longest text fits, and one byte more does not")
    func longest() throws {
        let rows = try QRCode.rows(of: String(repeating: "a", count: 2_331))
        #expect(rows.count == 177 && rows.allSatisfy { $0.utf8.count == 177 })
        #expect(throws: QRCode.Fault.tooLong) { try QRCode.rows(of: String(repeating: "a", count: 2_332)) }
    }

    @Test("what cannot be encoded is refused")
    func refused() {
        #expect(throws: QRCode.Fault.empty) { try QRCode.rows(of: "") }
        #expect(throws: QRCode.Fault.holdsNUL) { try QRCode.rows(of: "a\0b") }
    }

    @Test("many threads may encode at once")
    func concurrent() async throws {
        let expected = try (0..<8).map { try QRCode.rows(of: "text \($0)") }
        try await withThrowingTaskGroup(of: (Int, [String]).self) { group in
            for number in 0..<200 { group.addTask { (number % 8, try QRCode.rows(of: "text \(number % 8)")) } }
            for try await (number, rows) in group { #expect(rows == expected[number]) }
        }
    }
}
