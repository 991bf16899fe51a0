/// Gathers the times in which a customer was over its maximum: those of no length are left out, those that touch are one.
struct OverMeter: Sendable {
    private var ended = BoundedList<UsageStatement.OverSpan>()
    /// The last span that ended, while the next may still begin where it ends.
    private var last: (from: Instant, to: Instant, most: Int)?
    /// The one that lasts.
    private var current: (from: Instant, most: Int)?

    /// How many devices too many are configured from `moment` on; 0: none. Moments do not go back.
    mutating func update(_ surplus: Int, at moment: Instant, listed: Int) {
        if surplus > 0 {
            if let current {
                self.current = (current.from, max(current.most, surplus))
            } else if let last, last.to == moment {
                current = (last.from, max(last.most, surplus))
                self.last = nil
            } else {
                flush(listed: listed)
                current = (moment, surplus)
            }
        } else if let current {
            self.current = nil
            if current.from < moment { last = (current.from, moment, current.most) }
        }
    }

    /// All of them.
    func spans(listed: Int) -> BoundedList<UsageStatement.OverSpan> {
        var all = self
        all.flush(listed: listed)
        if let current {
            let span = UsageStatement.OverSpan(from: current.from, to: nil, most: current.most)
            all.ended.append(span, most: listed)
        }
        return all.ended
    }

    private mutating func flush(listed: Int) {
        if let last {
            ended.append(UsageStatement.OverSpan(from: last.from, to: last.to, most: last.most), most: listed)
        }
        last = nil
    }
}

/// A list that does not grow without end: the first elements, and how many more there were.
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
