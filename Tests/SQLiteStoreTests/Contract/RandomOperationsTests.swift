import SQLiteStore
import Store
import TestSupport
import Testing
import Values
import WallboardCore

@Suite("Store contract: random operations")
struct RandomOperationsTests {
    @Test("every answer and all content are those of the model", arguments: 0..<16 as Range<UInt64>)
    func agreement(seed: UInt64) async throws {
        try await withTestDirectory { directory in
            var random = SplitMix64(seed: seed)
            let model = ModelStore()
            var store = try SQLiteStore(directory: directory)
            for step in 0..<250 {
                let operation = StoreOperation.at(step, using: &random)
                let expected = await operation.perform(on: model)
                let answer = await operation.perform(on: store)
                try #require(answer == expected, "seed \(seed), step \(step): \(operation)")
                if step % 25 == 24 {
                    let (content, expected) = (try await StoreContent(of: store), try await StoreContent(of: model))
                    try #require(
                        content == expected, "seed \(seed), step \(step): \(content.parts(unlike: expected))")
                    try await checkLedgers(of: store, "seed \(seed), step \(step)")
                    try await compareCredentials(store, model, upTo: step)
                }
                if random.percent(1) {
                    await store.close()
                    store = try SQLiteStore(directory: directory)
                }
            }
            await store.close()
            store = try SQLiteStore(directory: directory)
            #expect(try await StoreContent(of: store) == StoreContent(of: model), "seed \(seed), reopened")
            await store.close()
        }
    }

    @Test("the random operations come to every kind of entry")
    func everyKind() async throws {
        var reached: Set<String> = []
        for seed in 0..<16 as Range<UInt64> {
            var random = SplitMix64(seed: seed)
            let model = ModelStore()
            for step in 0..<250 { _ = await StoreOperation.at(step, using: &random).perform(on: model) }
            for customer in ["a", "b", "c"] as [CustomerID] {
                for change in try await model.changes(of: customer) {
                    switch change {
                    case .seatTaken(_, let gain): reached.insert(gain.rawValue)
                    case .seatFreed(_, let loss): reached.insert(loss.rawValue)
                    default: reached.insert(change.kind)
                    }
                }
            }
        }
        // Only a ledger that begins later carries anything over.
        let ways = LedgerChange.SeatGain.allCases.map(\.rawValue).filter { $0 != "carriedOver" }
        let ends = LedgerChange.SeatLoss.allCases.map(\.rawValue)
        let others = ["opened", "maximum", "boardLicence", "hardware", "timeZone", "closed"]
        #expect(reached == Set(ways + ends + others))
    }

    /// The ledger agrees with the tables: how many devices of which class hold a seat, and the maximum.
    private func checkLedgers(of store: any Store, _ comment: Comment) async throws {
        let customers = try await store.customers()
        for id in ["a", "b", "c"] as [CustomerID] {
            let ledger = try await store.ledger(of: id)
            #expect(LedgerChain.firstFault(in: ledger) == nil, comment)
            guard let now = ledger.last?.entry.at.advanced(byMilliseconds: 1) else { continue }
            let usage = UsageStatement(of: ledger.map(\.entry), from: now, to: now, asOf: now)
            let configured = try await store.devices(of: id).filter { !$0.suspended }
            #expect(usage.analytics.closing == configured.count { $0.boardLicence == .analytics }, comment)
            #expect(usage.liveAnalytics.closing == configured.count { $0.boardLicence == .liveAnalytics }, comment)
            #expect(usage.total.closing == ledger.last?.entry.configured, comment)
            let maximum = customers.first { $0.id == id }?.maximum
            #expect(usage.maximum.map(\.maximum) == (maximum.map { [$0] } ?? []), comment)
            let timeZone = customers.first { $0.id == id }?.timeZone
            if let timeZone {
                #expect(ledger.compactMap(\.entry.change.billingTimeZone).last == timeZone, comment)
            }
        }
    }

    private func compareCredentials(_ store: any Store, _ model: any Store, upTo step: Int) async throws {
        for number in 0..<9 {
            let id = CredentialID("token-\(number)")!
            #expect(try await store.token(id) == model.token(id))
        }
        for past in max(0, step - 30)...step {
            let id = CredentialID("token-\(past)-0")!
            #expect(try await store.device(withCredential: id) == model.device(withCredential: id))
        }
    }
}
