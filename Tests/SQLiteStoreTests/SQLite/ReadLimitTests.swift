import Store
import Testing
import WallboardCore

@testable import SQLiteStore

@Suite("Reading from the SQLite file")
struct ReadLimitTests {
    @Test("one read more than may wait is refused, and the others are answered")
    func waitingLimit() async throws {
        try await withTestDirectory { directory in
            var limits = SQLiteStoreLimits()
            limits.readers = 1
            limits.waitingReads = 5
            let store = try SQLiteStore(directory: directory, limits: limits)
            try await store.createCustomer(customer())
            let gate = Gate()
            let answers = await withTaskGroup(of: Bool.self) { group in
                for _ in 0..<12 {
                    group.addTask {
                        let answer = try? await store.database.read { db in
                            gate.pass()
                            return try CustomerTable.all(in: db)
                        }
                        return answer == [customer()]
                    }
                }
                var answers: [Bool] = []
                for await answer in group {
                    answers.append(answer)
                    if answers.count == 7 { gate.open(for: 5) }
                }
                return answers
            }
            #expect(answers == Array(repeating: false, count: 7) + Array(repeating: true, count: 5))
            #expect(try await store.customers() == [customer()])
            await store.close()
        }
    }

    @Test("a read does not wait for a write that is under way, and sees what was committed before it")
    func readsDuringWrite() async throws {
        try await withTestDirectory { directory in
            let store = try SQLiteStore(directory: directory)
            try await store.createCustomer(customer("a"))
            let gate = Gate()
            async let write: Void = store.database.write { db in
                try CustomerTable.insert(customer("b"), in: db)
                gate.pass()
            }
            await gate.isReached()
            #expect(try await store.customers().map(\.id) == ["a"])
            gate.open()
            try await write
            #expect(try await store.customers().map(\.id) == ["a", "b"])
            await store.close()
        }
    }
}
