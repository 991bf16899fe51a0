import SQLiteStore
import Store
import TestSupport
import Testing
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
                let operation = StoreOperation.random(step: step, using: &random)
                let expected = await operation.perform(on: model)
                let answer = await operation.perform(on: store)
                try #require(answer == expected, "seed \(seed), step \(step): \(operation)")
                if step % 25 == 24 {
                    try #require(
                        try await StoreContent(of: store) == StoreContent(of: model), "seed \(seed), step \(step)")
                    try await compareCredentials(store, model, upTo: step)
                }
                if random.chance(1) {
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
