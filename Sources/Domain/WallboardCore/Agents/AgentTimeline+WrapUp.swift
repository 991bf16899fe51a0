import Values

extension AgentTimeline {
    /// Counts the wrap-up that is over, as far as it differs from what was counted, and returns when the next will be
    /// over; nil where none is known.
    ///
    /// Wrap-up runs from its report, or from the end of the talk if that is later, to the agent's next report or
    /// engagement. It belongs to the agent's last talk that began before the report, and counts once that call has
    /// completed. What a report ended counts at once. What a ring or a talk ended is live until a call completes: it
    /// counts up to `completedAt`, the latest event of completed calls.
    mutating func countWrapUp(upTo completedAt: Instant?, _ day: LocalDay, _ change: inout WrapUpChange) -> Instant? {
        var next: Instant?
        for index in reports.indices where reports[index].report.state == .wrapUp {
            let stretch = stretch(of: index, day)
            var wrapUp: WrapUp?
            if let stretch {
                if stretch.isOver(upTo: completedAt) {
                    wrapUp = stretch.wrapUp
                } else {
                    next = min(next ?? stretch.end, stretch.end)
                }
            }
            let counted = reports[index].counted
            guard wrapUp != counted else { continue }
            if let counted { change.add(counted.milliseconds, in: counted.queue, .remove) }
            if let wrapUp { change.add(wrapUp.milliseconds, in: wrapUp.queue, .add) }
            count(wrapUp, of: index)
        }
        return next
    }

    private struct Stretch {
        let wrapUp: WrapUp
        let end: Instant
        let isEndedByReport: Bool

        func isOver(upTo completedAt: Instant?) -> Bool {
            isEndedByReport || completedAt.map { end <= $0 } ?? false
        }
    }

    /// The wrap-up that a report began; nil while it lasts, and where it counts nowhere.
    private func stretch(of index: Int, _ day: LocalDay) -> Stretch? {
        let report = reports[index]
        guard let talk = engagements.last(where: { $0.isTalk && $0.from.time <= report.time }), let to = talk.to,
            let completed = talks.last(where: { $0.call == talk.call && $0.talk.from == talk.from.time }),
            completed.talk.isQueued, day.contains(completed.belongsAt)
        else { return nil }
        let start = max(report.time, to)
        let nextReport = index + 1 < reports.count ? max(reports[index + 1].time, start) : nil
        let engagement = engagements.first {
            $0.from.time > report.time && ($0.to.map { $0 > start } ?? true)
        }
        let nextEngagement = engagement.map { max($0.from.time, start) }
        guard let end = [nextReport, nextEngagement].compactMap({ $0 }).min() else { return nil }
        return Stretch(
            wrapUp: WrapUp(queue: completed.talk.queue, milliseconds: start.span(to: end)), end: end,
            isEndedByReport: end == nextReport && nextEngagement != end)
    }
}
