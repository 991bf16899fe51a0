/// When a figure turns amber or red on a dashboard. The TV decides it, even while a figure is counting up there.
package struct Alarm: Hashable, Sendable {
    /// What is watched.
    package let source: FigureSource
    /// When it rings.
    package let condition: Condition
    /// How it looks.
    package let colour: Colour
    /// Whether it flashes.
    package let flashes: Bool

    /// When an alarm rings. Thresholds are 0…10⁹ in the unit of the figure: calls, seconds, or a ratio of 0…1.
    package enum Condition: Hashable, Sendable {
        case above(Double)
        case atLeast(Double)
        case atMost(Double)
        case between(ClosedRange<Double>)
    }

    /// The colour of a figure whose alarm rings.
    package enum Colour: String, Sendable, CaseIterable {
        case amber, red
    }

    /// An alarm; it does not flash by default.
    package init(_ source: FigureSource, _ condition: Condition, _ colour: Colour, flashes: Bool = false) {
        self.source = source
        self.condition = condition
        self.colour = colour
        self.flashes = flashes
    }
}

extension Alarm.Condition {
    /// The comparison signs of the admin API and of boards.
    package enum Operator: String, Sendable, CaseIterable {
        case above = ">"
        case atLeast = ">="
        case atMost = "<="
        case between
    }

    /// Its sign.
    package var `operator`: Operator {
        switch self {
        case .above: .above
        case .atLeast: .atLeast
        case .atMost: .atMost
        case .between: .between
        }
    }

    /// The threshold, or the lower one of two.
    package var value: Double {
        switch self {
        case .above(let value), .atLeast(let value), .atMost(let value): value
        case .between(let range): range.lowerBound
        }
    }

    /// The upper threshold of `between`; nil for the others.
    package var upTo: Double? {
        if case .between(let range) = self { range.upperBound } else { nil }
    }

    /// Returns nil where `between` lacks its upper threshold or has one below the lower, and where another has one.
    package init?(_ sign: Operator, _ value: Double, upTo: Double?) {
        switch (sign, upTo) {
        case (.above, nil): self = .above(value)
        case (.atLeast, nil): self = .atLeast(value)
        case (.atMost, nil): self = .atMost(value)
        case (.between, let upTo?) where upTo >= value: self = .between(value...upTo)
        default: return nil
        }
    }
}
