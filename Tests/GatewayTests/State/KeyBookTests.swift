import AdminAPI
import TestSupport
import Testing
import Values
import WallboardCore

@testable import Gateway

@Suite("The enrolment keys of a hub")
struct KeyBookTests {
    private func key(_ number: Int, at millis: Int64) -> EnrolmentKey {
        EnrolmentKey(
            id: CredentialID("k\(number)")!, customer: CustomerID("acme")!, user: UserID("mia")!,
            secretHash: SecretHash(bytes: Array(repeating: 0, count: 32))!,
            createdAt: RandomDay.nine.advanced(byMilliseconds: millis), expiresAt: nil, maxUses: nil)
    }

    @Test("pages are those of a sorted list, whatever comes and goes", arguments: 0..<30)
    func likeAList(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        // A key of a number is always made at the same moment; several keys are made at one.
        let keys = (0..<14).map { key($0, at: Int64.random(in: 0..<5, using: &random)) }
        var book = KeyBook(Array(keys.prefix(4)))
        var model = Set(keys.prefix(4).map(\.id))
        for _ in 0..<150 {
            let key = keys.randomElement(using: &random)!
            if Bool.random(using: &random) {
                book[key.id] = key
                model.insert(key.id)
            } else {
                book[key.id] = nil
                model.remove(key.id)
            }
            let all = keys.filter { model.contains($0.id) }.sorted { $0.sortKey < $1.sortKey }
            let after = Bool.random(using: &random) ? keys.randomElement(using: &random)?.sortKey : nil
            let page = PageSelection(after: after, limit: Int.random(in: 0..<16, using: &random))
            #expect(book.keys(page) == page.part(of: all), "seed \(seed)")
            #expect(book.count == model.count && Set(book.values.map(\.id)) == model, "seed \(seed)")
        }
        let id = keys[0].id
        book[id] = keys[0]
        book[id]?.uses += 1
        #expect(book[id]?.uses == 1 && book.keys(.whole).count { $0.id == id } == 1)
    }
}
