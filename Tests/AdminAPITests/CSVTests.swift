import TestSupport
import Testing
import WallboardCore

@testable import AdminAPI

@Suite("Comma-separated values")
struct CSVTests {
    private func fields(_ text: String) throws -> [[String]] {
        try CSVReader.records(Array(text.utf8), maxRecords: 100).map(\.fields)
    }

    @Test("records of RFC 4180 and of spreadsheets are read")
    func read() throws {
        #expect(try fields("aaa,bbb\r\nzzz,yyy\r\n") == [["aaa", "bbb"], ["zzz", "yyy"]])
        #expect(try fields("aaa,bbb\nzzz,yyy") == [["aaa", "bbb"], ["zzz", "yyy"]])
        #expect(try fields("\u{FEFF}a,b") == [["a", "b"]])
        #expect(try fields("\"a\",\"b \"\"c\"\"\",\"d,e\"\r\n") == [["a", "b \"c\"", "d,e"]])
        #expect(try fields("\"a\r\nb\",c") == [["a\r\nb", "c"]])
        #expect(try fields("\r\n\r\na\r\n\r\n") == [["a"]])
        #expect(try fields(",\r\n\"\"\r\n") == [["", ""], [""]])
        #expect(try fields("a,") == [["a", ""]])
        #expect(try fields(" a , b ") == [[" a ", " b "]])
        #expect(try fields("a\rb,c") == [["a\rb", "c"]])
        #expect(try fields("") == [])
    }

    @Test("a record knows its line, whatever lines its fields hold")
    func lines() throws {
        let records = try CSVReader.records(Array("h\n\"a\nb\"\n\nc\n".utf8), maxRecords: 9)
        #expect(records.map(\.line) == [1, 2, 5])
    }

    @Test(
        "what is no table is refused with its line",
        arguments: [("a\nb\"c\n", 2), ("a\n\"b\nc", 2), ("a\n\"b\"c\n", 2), ("\"a\" \n", 1)])
    func faults(text: String, line: Int) {
        #expect(throws: CSVReader.Fault.self) { try CSVReader.records(Array(text.utf8), maxRecords: 9) }
        do {
            _ = try CSVReader.records(Array(text.utf8), maxRecords: 9)
        } catch {
            #expect(error.line == line)
        }
    }

    @Test("bytes that are not UTF-8, and too many records, are refused")
    func bounds() {
        #expect(throws: CSVReader.Fault(line: 2, reason: "is not UTF-8")) {
            try CSVReader.records(Array("a\n".utf8) + [0xFF, 0x0A], maxRecords: 9)
        }
        #expect(throws: CSVReader.Fault.self) { try CSVReader.records(Array("a\nb\nc\n".utf8), maxRecords: 2) }
    }

    @Test("what is written is read as it was, and no cell is a formula")
    func roundTrip() throws {
        let seed = UInt64.random(in: .min ... .max)
        var random = SplitMix64(seed: seed)
        let alphabet = Array("ab,\"\r\n=+-@ é\t'")
        for _ in 0..<500 {
            let rows = (0..<Int.random(in: 1...4, using: &random)).map { _ in
                (0..<3).map { _ in
                    String(
                        (0..<Int.random(in: 0...5, using: &random)).map { _ in alphabet.randomElement(using: &random)! }
                    )
                }
            }
            var writer = CSVWriter()
            for row in rows { writer.record(row.map { .text($0) }) }
            let read = try CSVReader.records(writer.take(), maxRecords: 9).map(\.fields)
            let expected = rows.map { row in
                row.map { text in
                    text.unicodeScalars.first.map { "=+-@\t\r".unicodeScalars.contains($0) } == true ? "'" + text : text
                }
            }
            #expect(read == expected, "seed \(seed)")
        }
    }

    @Test("numbers and words of ours stay as they are")
    func words() {
        var writer = CSVWriter()
        writer.record([.number(-1), .empty, .time(GatewayDouble.start), .maximum(.unlimited), .maximum(.limited(3))])
        #expect(
            String(decoding: writer.take(), as: UTF8.self) == "-1,,2026-11-24T09:30:00.000Z,unlimited,3\r\n")
    }
}
