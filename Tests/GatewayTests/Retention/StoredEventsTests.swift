import AdminAPI
import Store
import TestSupport
import Testing
import WallboardCore

@testable import Gateway

@Suite("Shares of the stored events")
struct StoredEventsTests {
    private func customer(_ number: Int) -> CustomerID { CustomerID("c\(number)")! }

    private func isTaken(_ customer: CustomerID, by stored: StoredEvents) -> Bool {
        (try? stored.checkRoom(for: customer)) != nil
    }

    @Test("no customer is refused while there is room, and none within its share ever is", arguments: 0..<100)
    func shares(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let most = Int.random(in: 1_000...100_000, using: &random)
        let stored = StoredEvents(most: most)
        var counts: [CustomerID: Int] = [:]
        for _ in 0..<300 {
            let id = customer(Int.random(in: 0..<9, using: &random))
            if Int.random(in: 0..<100, using: &random) < 80 {
                let count = Int.random(in: 0...(most / 40), using: &random)
                let active = counts.values.count { $0 > 0 }
                let share = (most - most / 10) / max(1, active)
                let total = counts.values.reduce(0, +)
                let isOver = counts[id] ?? 0 > share
                #expect(isTaken(id, by: stored) == (total < most - most / 20 || !isOver), "seed \(seed)")
                guard isTaken(id, by: stored) else { continue }
                stored.add(count, of: id)
                counts[id, default: 0] += count
            } else if let count = counts[id], count > 0 {
                let gone = Int.random(in: 0...count, using: &random)
                stored.remove(gone, of: id)
                counts[id] = count - gone
            }
            #expect(stored.count == counts.values.reduce(0, +), "seed \(seed)")
            // When days have to go, there is always somebody whose days they are.
            if stored.isNearlyFull {
                let furthest = stored.furthestOverShare(except: [])
                #expect(furthest.flatMap { counts[$0] } == counts.values.max(), "seed \(seed)")
            }
        }
    }

    @Test("one customer alone has nine tenths, and the shares of more are smaller")
    func adapt() {
        let stored = StoredEvents(most: 1_000)
        stored.add(949, of: customer(1))
        #expect(!stored.isNearlyFull && isTaken(customer(1), by: stored))
        stored.add(1, of: customer(1))
        #expect(stored.isNearlyFull && !isTaken(customer(1), by: stored))
        for number in 2...9 { #expect(isTaken(customer(number), by: stored)) }
        stored.add(450, of: customer(2))
        #expect(isTaken(customer(2), by: stored))
        stored.add(1, of: customer(3))
        #expect(!isTaken(customer(2), by: stored))
        #expect(stored.furthestOverShare(except: []) == customer(1))
        #expect(stored.furthestOverShare(except: [customer(1)]) == customer(2))
        #expect(stored.furthestOverShare(except: [customer(1), customer(2)]) == nil)
    }

    @Test("however many events a database says that it has, they are counted")
    func extremes() {
        let stored = StoredEvents(most: 1_000)
        stored.set(StoredEventCounts(byCustomer: [customer(1): .max, customer(2): .max], ofFormer: .max))
        stored.add(.max, of: customer(1))
        stored.leave(customer(1))
        #expect(stored.count == .max && stored.isNearlyFull && !isTaken(customer(2), by: stored))
        stored.remove(.max, of: customer(2))
        #expect(stored.count == 0 && stored.count(of: customer(2)) == 0)
    }

    @Test("events of a customer that is deleted count until they are removed, and are nobody's")
    func former() {
        let stored = StoredEvents(most: 1_000)
        stored.set(StoredEventCounts(byCustomer: [customer(1): 600, customer(2): 30], ofFormer: 5))
        stored.leave(customer(1))
        #expect(stored.count == 635 && stored.count(of: customer(1)) == 0)
        stored.removeFormer(605)
        #expect(stored.count == 30)
    }
}
