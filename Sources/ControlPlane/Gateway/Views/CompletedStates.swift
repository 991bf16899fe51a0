import Values
import WallboardCore

// The states that are made from completed calls alone (docs/calls.md). Nothing live is in scope in this file.

extension InsightsState: StateDocument {
    func write(to writer: inout StateWriter, since earlier: InsightsState?) {
        writer.object("basis", self, earlier) { writer, new, old in
            new.window.write(to: &writer, since: old?.window)
            writer.text("feed", new.feed.rawValue, old?.feed.rawValue)
            writer.time("lastEventAt", new.lastEventAt, old?.lastEventAt)
        }
        writer.object("totals", self, earlier) { writer, new, old in
            writer.count("offered", new.offered, old?.offered)
            writer.count("answered", new.answered, old?.answered)
            writer.count("missed", new.missed, old?.missed)
            writer.seconds("talkSeconds", milliseconds: new.talkMilliseconds, old?.talkMilliseconds)
            writer.seconds(
                "averageTalkSeconds", milliseconds: new.averageTalkMilliseconds, old?.averageTalkMilliseconds)
        }
    }
}

extension AnalyticsState: StateDocument {
    func write(to writer: inout StateWriter, since earlier: AnalyticsState?) {
        completed.write(to: &writer, since: earlier?.completed)
    }
}

extension CompletedPart {
    func write(to writer: inout StateWriter, since earlier: CompletedPart?) {
        writer.object("basis", basis, earlier?.basis) { writer, new, old in
            new.window.write(to: &writer, since: old?.window)
            writer.count(
                "serviceLevelSeconds", new.thresholds.serviceLevelSeconds, old?.thresholds.serviceLevelSeconds)
            writer.count(
                "shortAbandonSeconds", new.thresholds.shortAbandonSeconds, old?.thresholds.shortAbandonSeconds)
            writer.text(
                "serviceLevelVariant", new.thresholds.serviceLevelVariant.rawValue,
                old?.thresholds.serviceLevelVariant.rawValue)
            writer.goals(new.goals, old?.goals)
            writer.text("feed", new.feed.rawValue, old?.feed.rawValue)
            writer.time("lastEventAt", new.lastEventAt, old?.lastEventAt)
        }
        writer.object("totals", totals, earlier?.totals) { writer, new, old in
            new.figures.write(to: &writer, since: old?.figures)
            writer.count("inbound", new.inbound, old?.inbound)
            writer.count("outbound", new.outbound, old?.outbound)
            writer.count("internal", new.internal, old?.internal)
            writer.count("missed", new.missed, old?.missed)
        }
        writer.map("queues", queues, earlier?.queues, name: { $0 }) { writer, new, old in
            new.write(to: &writer, since: old)
        }
        writer.names("queuesLeftOut", queuesLeftOut, earlier?.queuesLeftOut)
        writer.map("intervals", intervals, earlier?.intervals, name: \.label) { writer, new, old in
            new.write(to: &writer, since: old)
        }
        if !lastWeek.isEmpty || !(earlier?.lastWeek.isEmpty ?? true) {
            writer.map("lastWeek", lastWeek, earlier?.lastWeek, name: \.label) { writer, new, old in
                new.write(to: &writer, since: old)
            }
        }
    }
}

extension IntervalFigures {
    fileprivate func write(to writer: inout StateWriter, since old: IntervalFigures?) {
        writer.count("offered", offered, old?.offered)
        writer.count("answered", answered, old?.answered)
        writer.count("abandoned", abandoned, old?.abandoned)
        writer.ratio("serviceLevel", serviceLevel, old?.serviceLevel)
    }
}

extension Window {
    fileprivate func write(to writer: inout StateWriter, since earlier: Window?) {
        writer.text("window", "today", earlier.map { _ in "today" })
        writer.time("from", from, earlier?.from)
        writer.time("to", to, earlier?.to)
    }
}

extension Figures {
    fileprivate func write(to writer: inout StateWriter, since old: Figures?) {
        writer.count("offered", offered, old?.offered)
        writer.count("answered", answered, old?.answered)
        writer.count("abandoned", abandoned, old?.abandoned)
        writer.count("shortAbandoned", shortAbandoned, old?.shortAbandoned)
        writer.count("overflowed", overflowed, old?.overflowed)
        writer.count("orphaned", orphaned, old?.orphaned)
        writer.count("callbacks", callbacks, old?.callbacks)
        writer.count("transferred", transferred, old?.transferred)
        writer.ratio("abandonedRate", abandonedRate, old?.abandonedRate)
        writer.ratio("serviceLevel", serviceLevel, old?.serviceLevel)
        writer.seconds(
            "averageSpeedOfAnswerSeconds", milliseconds: averageSpeedOfAnswerMilliseconds,
            old?.averageSpeedOfAnswerMilliseconds)
        writer.seconds(
            "averageAbandonSeconds", milliseconds: averageAbandonMilliseconds, old?.averageAbandonMilliseconds)
        writer.seconds("longestWaitSeconds", milliseconds: longestWaitMilliseconds, old?.longestWaitMilliseconds)
        writer.seconds("averageTalkSeconds", milliseconds: averageTalkMilliseconds, old?.averageTalkMilliseconds)
        writer.seconds("averageHandleSeconds", milliseconds: averageHandleMilliseconds, old?.averageHandleMilliseconds)
    }
}

extension HalfHour {
    /// As docs/calls.md names it: `2026-11-24T09:30`.
    fileprivate var label: String { "\(LocalMinute(minutes: Int64(localMinutes)))" }
}
