import BoardProtocol
import Values

/// The state that one board of each view shows, kept by its snapshots and patches as the board itself would.
struct ViewSamples {
    private struct Sample {
        let slot: Int
        var state: JSON
    }

    private var samples: [Welcome.View: Sample] = [:]
    private let limits = JSONLimits.gatewayMessage

    /// The state of the view; nil as long as no board has it.
    subscript(view: Welcome.View) -> JSON? { samples[view]?.state }

    /// Takes the first board that shows a view as its sample.
    mutating func show(_ snapshot: Snapshot, in view: Welcome.View, by slot: Int) {
        guard samples[view].map({ $0.slot == slot }) ?? true else { return }
        samples[view] = (try? JSON(parsing: snapshot.state, limits: limits)).map { Sample(slot: slot, state: $0) }
    }

    mutating func apply(_ update: Update, in view: Welcome.View, by slot: Int) {
        guard samples[view]?.slot == slot, let patch = try? JSON(parsing: update.patch, limits: limits) else { return }
        MergePatch.apply(patch, to: &samples[view]!.state)
    }

    /// Whether the board was the view's sample, which has none now.
    mutating func drop(_ slot: Int, from view: Welcome.View) -> Bool {
        guard samples[view]?.slot == slot else { return false }
        samples[view] = nil
        return true
    }
}
