import AdminAPI
import WallboardCore

@testable import Gateway

extension Author {
    static let tester = Author(text: "tester")
}

extension PageSelection {
    /// All items.
    static let whole = PageSelection(after: nil, limit: .max)
}

/// The ports as one person uses them who never sends versions, and reads whole lists.
extension Administration {
    func customers() async throws(AdminError) -> [CustomerSummary] { try await customers(.whole) }

    func users(of customer: CustomerID) async throws(AdminError) -> [User] { try await users(of: customer, .whole) }

    func devices(of customer: CustomerID) async throws(AdminError) -> [DeviceStatus] {
        try await devices(of: customer, .whole)
    }

    func waitingBoards(of customer: CustomerID) async throws(AdminError) -> [WaitingScreen] {
        try await waitingBoards(of: customer, .whole)
    }

    func tokens(of customer: CustomerID?) async throws(AdminError) -> [AdminTokenStatus] {
        try await tokens(of: customer, .whole)
    }

    @discardableResult
    func createCustomer(_ request: NewCustomer) async throws(AdminError) -> CustomerSummary {
        try await createCustomer(request, by: .tester)
    }

    @discardableResult
    func updateCustomer(_ id: CustomerID, _ change: CustomerChange) async throws(AdminError) -> CustomerSummary {
        try await updateCustomer(id, change, if: { _ in true }, by: .tester)
    }

    func deleteCustomer(_ id: CustomerID) async throws(AdminError) {
        try await deleteCustomer(id, by: .tester)
    }

    @discardableResult
    func putUser(_ user: User, of customer: CustomerID) async throws(AdminError) -> StoredUser {
        try await putUser(user, of: customer, if: { _ in true }, by: .tester)
    }

    func deleteUser(_ id: UserID, of customer: CustomerID) async throws(AdminError) {
        try await deleteUser(id, of: customer, if: { _ in true }, by: .tester)
    }

    @discardableResult
    func setMaximum(
        _ maximum: SeatMaximum, of customer: CustomerID, ifVersion version: Int? = nil, dryRun: Bool = false,
        surplus: SurplusRule = .reject
    ) async throws(AdminError) -> MaximumResult {
        try await setMaximum(
            MaximumChange(to: maximum, surplus: surplus), of: customer, ifVersion: version, dryRun: dryRun,
            by: .tester)
    }

    @discardableResult
    func updateDevice(_ id: DeviceID, of customer: CustomerID, _ edit: DeviceEdit) async throws(AdminError)
        -> DeviceStatus
    {
        try await updateDevice(id, of: customer, edit, if: { _ in true }, by: .tester)
    }
}
