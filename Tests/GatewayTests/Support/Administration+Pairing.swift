import AdminAPI
import WallboardCore

@testable import Gateway

/// A pairing was to give a seat, and did not.
struct NotPaired: Error {}

extension Administration {
    /// Pairs by the tester's hand, and demands a seat.
    func pairNow(
        _ code: UserCode, to user: UserID, name: String? = nil, of customer: CustomerID
    ) async throws -> DeviceStatus {
        let choice = PairingChoice(user: user, name: name, author: .tester)
        guard case .paired(let status) = try await pair(code, choice, waits: false, of: customer) else {
            throw NotPaired()
        }
        return status
    }

    /// Pairs by the tester's hand where no seat is free.
    func pairToWait(
        _ code: UserCode, to user: UserID, name: String? = nil, of customer: CustomerID
    ) async throws -> WaitingScreen {
        let choice = PairingChoice(user: user, name: name, author: .tester)
        guard case .waiting(let screen, _) = try await pair(code, choice, waits: true, of: customer) else {
            throw NotPaired()
        }
        return screen
    }
}
