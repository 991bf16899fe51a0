import AdminAPI
import Values

/// What became of the events of a customer's feed since its day began, or since the gateway was started, and when the
/// feed was last heard of. A value of a few numbers and three short texts, however much comes.
struct FeedRecord {
    /// When the last request came; nil: none is known.
    private(set) var heardAt: Instant?
    private var counts: FeedReport.Counts

    /// Counts from `now` on.
    init(since now: Instant) {
        counts = FeedReport.Counts(since: now)
    }

    /// A request came, or before the gateway was started had come.
    mutating func hear(at moment: Instant) { heardAt = moment }

    /// Takes the answer to a request that came at `now`, in the customer's day that began at `day`. `shortened` says
    /// which text was cut.
    mutating func count(_ receipt: IntakeReceipt, shortened: String?, at now: Instant, ofDay day: Instant) {
        counts = self.counts(ofDay: day)
        counts.accepted = counts.accepted.adding(saturating: receipt.accepted)
        counts.duplicates = counts.duplicates.adding(saturating: receipt.duplicates)
        counts.rejected = counts.rejected.adding(saturating: receipt.rejected.count)
        counts.ignored = counts.ignored.adding(saturating: receipt.ignored.count)
        counts.shortened = counts.shortened.adding(saturating: receipt.shortened)
        note(.rejected, receipt.rejected.max { $0.line < $1.line }?.reason, at: now)
        note(.ignored, receipt.ignored.last?.reason, at: now)
        note(.shortened, receipt.shortened > 0 ? shortened : nil, at: now)
    }

    /// What is counted in the customer's day that began at `day`.
    func counts(ofDay day: Instant) -> FeedReport.Counts {
        counts.since < day ? FeedReport.Counts(since: day) : counts
    }

    private mutating func note(_ kind: FeedReport.EventProblem.Kind, _ reason: String?, at now: Instant) {
        guard let reason else { return }
        let short = String(reason.unicodeScalars.prefix(GatewayLimits.Calls.maxReasonScalars))
        let earlier = counts.problems.filter { $0.kind != kind }
        counts.problems = FeedReport.EventProblem.Kind.allCases.compactMap { other in
            other == kind
                ? FeedReport.EventProblem(kind: kind, at: now, reason: short) : earlier.first { $0.kind == other }
        }
    }
}
