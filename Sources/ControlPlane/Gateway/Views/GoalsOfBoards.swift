import WallboardCore

extension StateWriter {
    /// `basis.goals` (docs/protocol.md): a goal that is off is absent.
    mutating func goals(_ new: BoardGoals, _ old: BoardGoals?) {
        object("goals", new, old) { writer, new, old in
            let (new, old) = (new.cut, old?.cut)
            writer.goals(new.general, old?.general)
            writer.map("queues", new.queues, old?.queues, name: { $0 }) { writer, new, old in
                writer.goals(new, old)
            }
        }
    }

    private mutating func goals(_ new: SortedMap<GoalMeasure, Goal>, _ old: SortedMap<GoalMeasure, Goal>?) {
        entries(new, old, name: \.rawValue) { writer, new, old in
            writer.threshold("amber", new.amber, old?.amber, new.measure.unit)
            writer.threshold("red", new.red, old?.red, new.measure.unit)
        }
    }

    private mutating func threshold(_ key: String, _ new: Int?, _ old: Int?, _ unit: GoalMeasure.Unit) {
        switch unit {
        case .ratio:
            ratio(key, new.flatMap { Ratio($0, of: 10_000) }, old.flatMap { Ratio($0, of: 10_000) })
        case .whole:
            count(key, new, old)
        }
    }
}
