import Values
import WallboardCore

/// The same statement counted independently, with no cleverness: the whole state after each entry is kept, and time is
/// stepped through millisecond by millisecond.
struct PlainUsage {
    /// What is in force after an entry.
    struct Moment {
        var at: Instant
        var held: [DeviceID: BoardLicence] = [:]
        var maximum: SeatMaximum?
        var entry: LedgerEntry?

        func count(_ licence: BoardLicence?) -> Int {
            licence == nil ? held.count : held.values.count { $0 == licence }
        }

        var surplus: Int {
            guard let limit = maximum?.number else { return 0 }
            return max(0, held.count - limit)
        }
    }

    let from: Instant
    let end: Instant
    /// The opening, then one for each entry of the period.
    private var moments: [Moment]

    init(_ entries: [LedgerEntry], from: Instant, to: Instant, asOf: Instant) {
        self.from = from
        end = max(from, min(to, asOf))
        var state = Moment(at: from)
        moments = []
        for entry in entries where entry.at < to && entry.at <= asOf {
            if entry.at >= from && moments.isEmpty { moments.append(state) }
            switch entry.change {
            case .seatTaken(let device, _), .boardLicence(let device, _): state.held[device.id] = device.licence
            case .seatFreed(let device, _): state.held[device.id] = nil
            case .opened, .maximum: state.maximum = entry.maximum
            case .closed: state.maximum = nil
            case .hardware, .timeZone: break
            }
            guard entry.at >= from else { continue }
            state.at = entry.at
            state.entry = entry
            moments.append(state)
            state.at = from
            state.entry = nil
        }
        if moments.isEmpty { moments.append(state) }
    }

    /// The state at a millisecond of the period: after every entry that is not younger.
    private func state(at moment: Int64) -> Moment {
        moments.last { $0.entry == nil || $0.at.milliseconds <= moment }!
    }

    /// The states that count: all of the total; of a class, not those inside a step of changes of class.
    private func standing(_ licence: BoardLicence?) -> [Moment] {
        guard licence != nil else { return moments }
        return moments.indices.filter { index in
            guard index > 0, index + 1 < moments.count, isOfClass(index), isOfClass(index + 1) else { return true }
            return moments[index].at != moments[index + 1].at
        }.map { moments[$0] }
    }

    private func isOfClass(_ index: Int) -> Bool {
        if case .boardLicence? = moments[index].entry?.change { true } else { false }
    }

    func check(_ figures: UsageFigures, of licence: BoardLicence?) -> Bool {
        let counts = standing(licence).map { $0.count(licence) }
        let (highest, lowest) = (counts.max()!, counts.min()!)
        let first = { (count: Int) in standing(licence).first { $0.count(licence) == count }! }
        var seatMilliseconds: Int64 = 0
        for millisecond in from.milliseconds..<end.milliseconds {
            seatMilliseconds += Int64(state(at: millisecond).count(licence))
        }
        let devices = moments.reduce(into: Set<DeviceID>()) { devices, moment in
            for (device, held) in moment.held where licence == nil || held == licence { devices.insert(device) }
        }
        let extremes = [(figures.highest, highest), (figures.lowest, lowest)]
        let extremesAreRight = extremes.allSatisfy { extreme, count in
            let moment = first(count)
            let isOpening = moment.entry == nil
            return extreme.count == count && extreme.at == moment.at && (extreme.device == nil) == isOpening
        }
        return extremesAreRight && figures.opening == counts.first && figures.closing == counts.last
            && figures.seatMilliseconds == seatMilliseconds && figures.distinctDevices == devices.count
    }

    /// The spans with an excess, by milliseconds; the last may still be open.
    var over: [UsageStatement.OverSpan] {
        var spans: [UsageStatement.OverSpan] = []
        var begun: (from: Instant, most: Int)?
        for millisecond in from.milliseconds..<end.milliseconds {
            let surplus = state(at: millisecond).surplus
            let moment = Instant(milliseconds: millisecond)
            if surplus > 0 {
                begun = (begun?.from ?? moment, max(begun?.most ?? 0, surplus))
            } else if let span = begun {
                spans.append(UsageStatement.OverSpan(from: span.from, to: moment, most: span.most))
                begun = nil
            }
        }
        let last = moments.last!
        if last.surplus > 0 {
            let most = max(begun?.most ?? 0, last.surplus)
            spans.append(UsageStatement.OverSpan(from: begun?.from ?? last.at, to: nil, most: most))
        } else if let span = begun {
            spans.append(UsageStatement.OverSpan(from: span.from, to: last.at, most: span.most))
        }
        return spans
    }

    var maximum: [UsageStatement.MaximumSpan] {
        moments.compactMap { moment in
            guard let maximum = moment.maximum else { return nil }
            switch moment.entry?.change {
            case nil, .opened, .maximum: return UsageStatement.MaximumSpan(from: moment.at, maximum: maximum)
            default: return nil
            }
        }
    }

    var lines: [UsageLine] {
        moments.compactMap { moment in
            guard let entry = moment.entry, !["hardware", "timeZone"].contains(entry.change.kind) else { return nil }
            return UsageLine(
                entry: entry, analytics: moment.count(.analytics), liveAnalytics: moment.count(.liveAnalytics))
        }
    }
}
