import Store
import WallboardCore

extension Store {
    /// All tokens of a customer, or all (nil), oldest first.
    func tokens(of customer: CustomerID?) async throws(StoreError) -> [AdminToken] {
        try await tokens(of: customer, after: nil, limit: .max)
    }
}
