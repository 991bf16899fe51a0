import Synchronization
import WallboardCore

/// A bound on how much of something is in use at once, divided so that nobody gets it all: a customer's tokens
/// together at most a quarter, as each token that is confined to no customer; a provider's token half; and all that
/// are not a provider's three quarters. If nothing is left, the request is refused, not queued.
final class Shares: Sendable {
    /// Who shares one part.
    private enum Holder: Hashable {
        case customer(CustomerID)
        case token(CredentialID)
    }

    private struct State {
        var used: [Holder: Int] = [:]
        var usedByAll = 0
        var usedByTenants = 0
    }

    private let total: Int
    private let state = Mutex(State())

    init(_ total: Int) {
        precondition(total >= 4, "\(total) cannot be divided")
        self.total = total
    }

    /// A share in use, until it is given back or no longer referenced.
    final class Share: Sendable {
        private let shares: Shares
        private let principal: Principal
        private let size = Mutex(0)

        fileprivate init(_ shares: Shares, of principal: Principal) {
            self.shares = shares
            self.principal = principal
        }

        /// Takes `count` more; false if that is too much.
        func grow(by count: Int) -> Bool {
            size.withLock { size in
                guard shares.take(count, principal) else { return false }
                size += count
                return true
            }
        }

        /// Releases everything; it may be taken again.
        func giveBack() {
            size.withLock { size in
                shares.giveBack(size, principal)
                size = 0
            }
        }

        deinit { giveBack() }
    }

    /// A share of nothing yet.
    func share(of principal: Principal) -> Share { Share(self, of: principal) }

    /// One of them; nil if that is too much.
    func takeOne(for principal: Principal) -> Share? {
        let share = share(of: principal)
        return share.grow(by: 1) ? share : nil
    }

    private func take(_ count: Int, _ principal: Principal) -> Bool {
        let holder = Self.holder(principal)
        let isProvider = principal.role == .provider
        return state.withLock { state in
            let used = state.used[holder, default: 0]
            guard used + count <= total / (isProvider ? 2 : 4), state.usedByAll + count <= total,
                isProvider || state.usedByTenants + count <= total - total / 4
            else { return false }
            state.used[holder] = used + count
            state.usedByAll += count
            if !isProvider { state.usedByTenants += count }
            return true
        }
    }

    private func giveBack(_ count: Int, _ principal: Principal) {
        guard count > 0 else { return }
        let holder = Self.holder(principal)
        state.withLock { state in
            let left = state.used[holder, default: 0] - count
            state.used[holder] = left > 0 ? left : nil
            state.usedByAll -= count
            if principal.role != .provider { state.usedByTenants -= count }
        }
    }

    private static func holder(_ principal: Principal) -> Holder {
        principal.customer.map { .customer($0) } ?? .token(principal.token)
    }
}
