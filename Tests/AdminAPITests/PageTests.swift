import TestSupport
import Testing

@testable import AdminAPI

@Suite("Pages of a list")
struct PageTests {
    private let limits = AdminLimits()

    private func page(_ limit: String? = nil, _ cursor: String? = nil) throws -> Page {
        try Page(limit: limit, cursor: cursor, limits: limits)
    }

    @Test("without parameters a page begins at the beginning and has the default length")
    func defaults() throws {
        #expect(try page().limit == limits.defaultPageItems)
        #expect(try page().after == nil)
    }

    @Test("limits from 1 to the bound are taken", arguments: ["1", "7", "1000"])
    func allowedLimits(limit: String) throws {
        #expect(try page(limit).limit == Int(limit))
    }

    @Test("others are refused", arguments: ["0", "-1", "1001", "", "ten", "1.5", "99999999999999999999"])
    func refusedLimits(limit: String) {
        #expect(throws: Problem.self) { try page(limit) }
    }

    @Test("a cursor that this API did not make is refused", arguments: ["", "*", "a", "6A", "616", "é"])
    func refusedCursors(cursor: String) {
        #expect(throws: Problem.self) { try page(nil, cursor) }
    }

    @Test("a list that counts its items takes cursors of 16 digits alone")
    func countedCursors() throws {
        for number in [0, 1, 4_711, (1 << 60) - 1] {
            #expect(try page(nil, Page.cursor(number)).afterNumber == number)
        }
        #expect(try page().afterNumber == nil)
        for cursor in ["61", "000000000000000001", "1000000000000000", "ffffffffffffffff"] {
            #expect(throws: Problem.self) { try page(nil, cursor).afterNumber }
        }
    }

    @Test("paging meets every item once and in order, whatever is removed on the way")
    func walk() throws {
        let seed = UInt64.random(in: .min ... .max)
        var random = SplitMix64(seed: seed)
        for _ in 0..<300 {
            let count = Int.random(in: 0...40, using: &random)
            var items = (0..<count).map { _ in String(UInt64.random(in: 0..<1_000_000, using: &random), radix: 36) }
            items = Set(items).sorted()
            let limit = Int.random(in: 1...12, using: &random)
            let removes = Bool.random(using: &random)
            let all = items
            var met: [String] = []
            var cursor: String?
            repeat {
                let page = try page(String(limit), cursor)
                let slice = page.cut(page.selection.part(of: items.map(Word.init)))
                met += slice.items.map(\.sortKey)
                cursor = slice.nextCursor
                #expect(slice.items.count <= limit, "seed \(seed)")
                // What was already met, the last one included, may be gone when the next page is requested.
                if removes { items.removeAll { met.contains($0) && Bool.random(using: &random) } }
            } while cursor != nil
            #expect(met == all, "seed \(seed)")
        }
    }

    @Test("a last page that is full has no cursor")
    func fullLastPage() throws {
        let page = try page("2")
        #expect(page.selection == PageSelection(after: nil, limit: 3))
        #expect(page.cut(["a", "b"].map(Word.init)).nextCursor == nil)
        #expect(page.cut(["a", "b", "c"].map(Word.init)).nextCursor == Page.cursor("b"))
    }

    private struct Word: Listed {
        let sortKey: String
    }
}
