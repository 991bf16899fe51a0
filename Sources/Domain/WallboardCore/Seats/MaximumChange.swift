/// What an admin asks for when the maximum of a customer is to change (protocol, section 6, rule 5).
package struct MaximumChange: Hashable, Sendable {
    /// The maximum wanted.
    package let maximum: SeatMaximum
    /// What becomes of devices that are configured beyond it.
    package let surplus: SurplusRule
    /// Why, for the ledger; 1–500 characters.
    package let reason: String?

    /// Takes what was asked for.
    package init(to maximum: SeatMaximum, surplus: SurplusRule = .reject, reason: String? = nil) {
        self.maximum = maximum
        self.surplus = surplus
        self.reason = reason
    }
}

/// What becomes of configured devices beyond a lowered maximum.
package enum SurplusRule: Hashable, Sendable {
    /// The change is refused.
    case reject
    /// No board is cut off and no new one gets in: the customer is over its maximum.
    case keep
    /// These are suspended; at least as many as the excess, at most all. In the order in which they were named.
    case suspend([DeviceID])
}

/// The result of a request to change the maximum of a customer.
package enum MaximumDecision: Hashable, Sendable {
    /// It changes, and these devices are suspended with it: in the order in which they were named.
    case change(suspending: [DeviceID])
    /// Too many devices would be configured, and the rule does not allow it; nothing changes. The figure is what it
    /// would be.
    case surplus(SeatFigure)
    /// A device that is to be suspended is not among the configured ones; nothing changes.
    case notConfigured(DeviceID)

    /// Decides on the devices that hold a seat now.
    ///
    /// With `suspend`, naming more devices than the excess is allowed: they are suspended all the same, since the admin
    /// named them. A device that is named twice counts once.
    package static func decide(_ change: MaximumChange, configured: Set<DeviceID>) -> MaximumDecision {
        decide(change, configured: configured.count) { configured.contains($0) }
    }

    /// The same where it is known how many devices hold a seat, and `holdsSeat` says it of one.
    package static func decide<Failure: Error>(
        _ change: MaximumChange, configured: Int, holdsSeat: (DeviceID) throws(Failure) -> Bool
    ) throws(Failure) -> MaximumDecision {
        var suspended: [DeviceID] = []
        if case .suspend(let named) = change.surplus {
            var seen: Set<DeviceID> = []
            for device in named where seen.insert(device).inserted {
                guard try holdsSeat(device) else { return .notConfigured(device) }
                suspended.append(device)
            }
        }
        let figure = SeatFigure(configured: configured - suspended.count, maximum: change.maximum)
        if figure.isOver && change.surplus != .keep { return .surplus(figure) }
        return .change(suspending: suspended)
    }
}
