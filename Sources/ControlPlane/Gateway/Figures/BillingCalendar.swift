import Values
import WallboardCore

/// The months of a customer: they cover time without gaps. A month begins where the previous one ended, and ends by
/// the time zone that was in force just before it began; a change of zone within it, even at its first moment, counts
/// from the next month on.
///
/// Changes of zone are added oldest first; only the months around the last one are kept.
struct BillingCalendar {
    /// The requested month; nil: the one that contains `asOf`.
    private let wanted: BillingPeriod?
    private let asOf: Instant
    /// The first zone that was set, which also applies to all that came before.
    private var firstZone: String?
    /// The zone in force after the last change.
    private var zone: String
    /// The month of the last change.
    private var month: BillingMonth?
    private var found: BillingMonth?

    /// Looks for a month, or the current one at `asOf`. `zone` applies to the months of a customer that never had
    /// one.
    init(seeking wanted: BillingPeriod?, asOf: Instant, zone: String = "UTC") {
        self.wanted = wanted
        self.asOf = asOf
        self.zone = zone
    }

    /// The zone is `name` from `moment` on. Moments do not go back; a change after `asOf` counts as one at `asOf`.
    mutating func change(to name: String, at moment: Instant) {
        let moment = min(moment, asOf)
        if month == nil {
            firstZone = name
            enter(BillingMonth(containing: moment, in: name))
        } else {
            advance(to: moment)
        }
        zone = name
    }

    /// The requested month, once the last change was added.
    consuming func result() -> BillingMonth {
        guard let wanted else {
            guard month != nil else { return BillingMonth(containing: asOf, in: zone) }
            advance(to: asOf)
            return month ?? BillingMonth(containing: asOf, in: zone)
        }
        if let found { return found }
        guard let month else { return BillingMonth(wanted, in: zone) }
        guard month.period < wanted else { return BillingMonth(wanted, in: firstZone ?? zone) }
        // A month in the future, as it will be if the zone stays.
        if let next = month.next(in: zone), next.period == wanted { return next }
        return BillingMonth(wanted, in: zone)
    }

    /// Advances to the month that contains `moment`. From the second month on, only the zone in force counts.
    private mutating func advance(to moment: Instant) {
        guard let month, month.to <= moment, let next = month.next(in: zone) else { return }
        enter(next)
        guard next.to <= moment else { return }
        let reached = BillingMonth(containing: moment, in: zone)
        if let wanted, next.period < wanted, wanted < reached.period { found = BillingMonth(wanted, in: zone) }
        enter(reached)
    }

    private mutating func enter(_ month: BillingMonth) {
        self.month = month
        if month.period == wanted { found = month }
    }
}
