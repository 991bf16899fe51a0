import Values

/// Gathers the times in which a customer was over its maximum. Spans of no length are left out.
struct OverMeter: Sendable {
    private var ended = BoundedList<UsageStatement.OverSpan>()
    /// The span that lasts.
    private var current: (from: Instant, most: Int)?
    /// The excess since the last update, which counts once time went on.
    private var pending: (surplus: Int, at: Instant)?

    /// Sets how many devices beyond the maximum are configured from `moment` on; 0: none. Moments do not go back.
    mutating func update(_ surplus: Int, at moment: Instant, listed: Int) {
        if let pending, pending.at < moment { commit(pending.surplus, at: pending.at, listed: listed) }
        pending = (surplus, moment)
    }

    /// All spans; the last one is still open if the last update left an excess.
    func spans(listed: Int) -> BoundedList<UsageStatement.OverSpan> {
        var all = self
        if let pending { all.commit(pending.surplus, at: pending.at, listed: listed) }
        if let current = all.current {
            let span = UsageStatement.OverSpan(from: current.from, to: nil, most: current.most)
            all.ended.append(span, most: listed)
        }
        return all.ended
    }

    private mutating func commit(_ surplus: Int, at moment: Instant, listed: Int) {
        if surplus > 0 {
            current = (current?.from ?? moment, max(current?.most ?? 0, surplus))
        } else if let current {
            ended.append(UsageStatement.OverSpan(from: current.from, to: moment, most: current.most), most: listed)
            self.current = nil
        }
    }
}

/// A bounded list: the first elements, and how many more there were.
struct BoundedList<Element: Sendable>: Sendable {
    private(set) var elements: [Element] = []
    private(set) var omitted = 0

    mutating func append(_ element: Element, most: Int) {
        if elements.count < most {
            elements.append(element)
        } else {
            omitted += 1
        }
    }
}
