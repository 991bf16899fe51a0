import SQLiteStore
import Store

/// What the contract suite runs on: the model, which defines what the contract means, and every engine that must agree.
enum Engine: CaseIterable {
    case model, sqlite

    /// Runs `body` on a new, empty store.
    func withStore(_ body: (any Store) async throws -> Void) async throws {
        switch self {
        case .model:
            try await body(ModelStore())
        case .sqlite:
            try await withTestDirectory { directory in
                let store = try SQLiteStore(directory: directory)
                try await body(store)
                await store.close()
            }
        }
    }
}
