import AdminAPI
import BoardProtocol
import WallboardCore

/// The attempts that were refused within the last day, for operators: everything in it is bounded.
struct RefusalLog {
    /// Attempts that are kept as a whole, of one customer or of none.
    static let most = 200
    /// Hours that are counted, the running one included: a day and what is begun of an hour.
    static let hours = 25
    /// Different serials that are told apart for one reason in one hour; further ones are not counted as boards.
    static let serialsPerHour = 1_000
    /// Boards without a seat that are remembered.
    static let mostWaiting = 1_000
    /// How long a refused board is taken to wait for a seat: it tries again every `Refusal.seatRetrySeconds`.
    static let waitingMillis: Int64 = 300_000

    private struct Count {
        var refusals = 0
        var serials: Set<String> = []
        var lastAt: Instant
    }

    private struct Hour {
        let number: Int64
        var counts: [String: Count] = [:]
    }

    private let startedAt: Instant
    private var attempts: [RefusedAttempt] = []
    private var hourly: [Hour] = []
    /// The last refusal of boards that found no seat, by serial.
    private var waiting: [String: RefusedAttempt] = [:]

    init(startedAt: Instant) {
        self.startedAt = startedAt
    }

    /// Newest first.
    var newestFirst: [RefusedAttempt] { attempts.reversed() }

    mutating func add(_ attempt: RefusedAttempt) {
        if attempts.count == Self.most { attempts.removeFirst() }
        attempts.append(attempt)
        count(attempt)
        guard attempt.reason == RefusalReason.seatLimit.rawValue else { return }
        if waiting[attempt.serial] == nil, waiting.count == Self.mostWaiting {
            let oldest = waiting.min { ($0.value.at, $0.key) < ($1.value.at, $1.key) }
            if let oldest { waiting[oldest.key] = nil }
        }
        waiting[attempt.serial] = attempt
    }

    /// The board found a seat, or is not wanted any more.
    mutating func gotIn(_ serial: String) {
        waiting[serial] = nil
    }

    /// The boards that wait for a seat; the one that was refused longest ago first.
    func waitingForSeat(at now: Instant) -> [RefusedAttempt] {
        waiting.values.filter { now.milliseconds(since: $0.at) <= Self.waitingMillis }
            .sorted { ($0.at, $0.serial) < ($1.at, $1.serial) }
    }

    /// The refusals of the last 24 hours, to the hour.
    func report(at now: Instant) -> RefusalReport {
        let first = Self.hour(of: now) - Int64(Self.hours) + 1
        var totals: [String: Count] = [:]
        for hour in hourly where hour.number >= first {
            for (reason, count) in hour.counts {
                var total = totals[reason] ?? Count(lastAt: count.lastAt)
                total.refusals += count.refusals
                total.serials.formUnion(count.serials)
                total.lastAt = max(total.lastAt, count.lastAt)
                totals[reason] = total
            }
        }
        return RefusalReport(
            since: max(startedAt, Instant(milliseconds: first * 3_600_000)),
            reasons: totals.map { reason, count in
                RefusalReport.Reason(
                    reason: reason, count: count.refusals, boards: count.serials.count, lastAt: count.lastAt)
            }.sorted { $0.reason < $1.reason },
            attempts: newestFirst.filter { Self.hour(of: $0.at) >= first })
    }

    private mutating func count(_ attempt: RefusedAttempt) {
        let number = Self.hour(of: attempt.at)
        if hourly.last?.number != number {
            hourly.removeAll { $0.number <= number - Int64(Self.hours) }
            // A clock that goes back counts in an hour that is there, or begins it anew.
            if !hourly.contains(where: { $0.number == number }) { hourly.append(Hour(number: number)) }
        }
        guard let index = hourly.firstIndex(where: { $0.number == number }) else { return }
        var count = hourly[index].counts[attempt.reason] ?? Count(lastAt: attempt.at)
        count.refusals += 1
        if count.serials.count < Self.serialsPerHour { count.serials.insert(attempt.serial) }
        count.lastAt = max(count.lastAt, attempt.at)
        hourly[index].counts[attempt.reason] = count
    }

    private static func hour(of instant: Instant) -> Int64 {
        Int64((Double(instant.milliseconds) / 3_600_000).rounded(.down))
    }
}
