import AdminAPI
import WallboardCore

@testable import Gateway

/// A pairing should have given a seat, and did not.
struct NotPaired: Error {}

extension Administration {
    /// Pairs as the tester, and requires a seat.
    func pairNow(
        _ code: UserCode, to user: UserID, name: String? = nil, of customer: CustomerID
    ) async throws -> DeviceStatus {
        let choice = PairingChoice(user: user, name: name, author: .tester)
        guard case .paired(let status) = try await pair(code, choice, waits: false, of: customer) else {
            throw NotPaired()
        }
        return status
    }

    /// Pairs as the tester while no seat is free.
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
