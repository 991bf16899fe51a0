import AdminAPI
import BoardProtocol
import EventLoop
import Synchronization
import Values
import WallboardCore

/// The attempts that were refused within the last day, for operators: everything in it is bounded. A board that is in
/// is not listed: its earlier refusals are over.
struct RefusalLog {
    private struct Count {
        /// Refusals by serial.
        var refusals: [String: Int] = [:]
        /// Refusals of serials beyond `maxSerialsPerHour`.
        var others = 0
        var lastAt: Instant

        mutating func add(_ serial: String) {
            if let count = refusals[serial] {
                refusals[serial] = count + 1
            } else if refusals.count < GatewayLimits.Refusals.maxSerialsPerHour {
                refusals[serial] = 1
            } else {
                others += 1
            }
        }
    }

    private struct Hour {
        let number: Int64
        var counts: [String: Count] = [:]
    }

    private struct Waiting {
        /// Counts the boards that found no seat: first come, first served.
        let number: Int
        var last: RefusedAttempt
    }

    private let startedAt: Instant
    private var attempts: [RefusedAttempt] = []
    private var hourly: [Hour] = []
    /// Boards that found no seat, by serial.
    private var waiting: [String: Waiting] = [:]
    private var nextNumber = 0
    /// The serials that occur anywhere here, so that a board of which nothing is known costs nothing when it comes
    /// in.
    private var serials: Set<String> = []

    init(startedAt: Instant) {
        self.startedAt = startedAt
    }

    /// Newest first.
    var newestFirst: [RefusedAttempt] { attempts.reversed() }

    mutating func add(_ attempt: RefusedAttempt) {
        if attempts.count == GatewayLimits.Refusals.maxAttempts { attempts.removeFirst() }
        attempts.append(attempt)
        count(attempt)
        serials.insert(attempt.serial)
        guard attempt.reason == RefusalReason.seatLimit.rawValue else { return }
        if waiting[attempt.serial] != nil {
            waiting[attempt.serial]?.last = attempt
            return
        }
        if waiting.count == GatewayLimits.Refusals.maxWithoutSeat {
            let oldest = waiting.min { ($0.value.last.at, $0.key) < ($1.value.last.at, $1.key) }
            if let oldest { waiting[oldest.key] = nil }
        }
        nextNumber += 1
        waiting[attempt.serial] = Waiting(number: nextNumber, last: attempt)
    }

    /// The board is in, or waits in the line of the paired: it is no longer refused.
    mutating func gotIn(_ serial: String) {
        guard serials.remove(serial) != nil else { return }
        waiting[serial] = nil
        attempts.removeAll { $0.serial == serial }
        for hour in hourly.indices {
            for reason in hourly[hour].counts.keys {
                guard hourly[hour].counts[reason]?.refusals.removeValue(forKey: serial) != nil else { continue }
                guard let count = hourly[hour].counts[reason] else { continue }
                if count.refusals.isEmpty, count.others == 0 { hourly[hour].counts[reason] = nil }
            }
        }
    }

    /// The boards that wait for a seat; the one that was refused longest ago first.
    func waitingForSeat(at now: Instant) -> [RefusedAttempt] {
        stillWaiting(at: now).map(\.value.last).sorted { ($0.at, $0.serial) < ($1.at, $1.serial) }
    }

    /// How many boards without a seat came before this one and still try.
    func place(of serial: String, at now: Instant) -> Int {
        let number = waiting[serial]?.number ?? Int.max
        return stillWaiting(at: now).count { $0.value.number < number }
    }

    private func stillWaiting(at now: Instant) -> [(key: String, value: Waiting)] {
        waiting.filter { now.milliseconds(since: $0.value.last.at) <= GatewayLimits.Refusals.maxWaitingMillis }.map {
            $0
        }
    }

    /// The refusals of the last 24 hours, to the hour.
    func report(at now: Instant) -> RefusalReport {
        let last = Self.hour(of: now) + 1
        let first = last - Int64(GatewayLimits.Refusals.maxHours)
        var totals: [String: (refusals: Int, serials: Set<String>, lastAt: Instant)] = [:]
        for hour in hourly where (first...last).contains(hour.number) {
            for (reason, count) in hour.counts {
                var total = totals[reason] ?? (0, [], count.lastAt)
                total.refusals += count.refusals.values.reduce(count.others, +)
                total.serials.formUnion(count.refusals.keys)
                total.lastAt = max(total.lastAt, count.lastAt)
                totals[reason] = total
            }
        }
        return RefusalReport(
            since: min(now, max(startedAt, Instant(milliseconds: first * 3_600_000))),
            reasons: totals.map { reason, total in
                RefusalReport.Reason(
                    reason: reason, count: total.refusals, boards: total.serials.count, lastAt: total.lastAt)
            }.sorted { $0.reason < $1.reason },
            attempts: newestFirst.filter { (first...last).contains(Self.hour(of: $0.at)) })
    }

    private mutating func count(_ attempt: RefusedAttempt) {
        let number = Self.hour(of: attempt.at)
        if hourly.last?.number != number {
            // Future hours were counted by a clock that was ahead; the next hour may be there, if it goes back a
            // little.
            hourly.removeAll { !(number - Int64(GatewayLimits.Refusals.maxHours) + 1...number + 1).contains($0.number) }
            forgetUnknownSerials()
            if !hourly.contains(where: { $0.number == number }) { hourly.append(Hour(number: number)) }
        }
        guard let index = hourly.firstIndex(where: { $0.number == number }) else { return }
        var count = hourly[index].counts[attempt.reason] ?? Count(lastAt: attempt.at)
        count.add(attempt.serial)
        count.lastAt = max(count.lastAt, attempt.at)
        hourly[index].counts[attempt.reason] = count
    }

    /// Once an hour: `serials` holds what the rest holds, and no more.
    private mutating func forgetUnknownSerials() {
        serials = Set(attempts.map(\.serial)).union(waiting.keys)
        for hour in hourly {
            for count in hour.counts.values { serials.formUnion(count.refusals.keys) }
        }
    }

    private static func hour(of instant: Instant) -> Int64 {
        Int64((Double(instant.milliseconds) / 3_600_000).rounded(.down))
    }
}

/// Which refusals are worth a log line: a board that is refused tries again every few seconds, for weeks, and says
/// nothing new; so one line an hour for each serial and reason. A value without a clock.
struct RefusalLines {
    private struct Board: Hashable {
        let serial: String
        let reason: String
    }

    private var lines = RateLimiter<Board>(
        .init(
            burst: 1, millisEach: GatewayLimits.Refusals.minLineMillis, maxKeys: GatewayLimits.Refusals.maxLoggedBoards)
    )

    /// Whether this refusal gets a line; if so, it counts as logged.
    mutating func take(serial: String, reason: String, at now: Instant) -> Bool {
        lines.spend(Board(serial: serial, reason: reason), at: now.milliseconds)
    }
}

/// The attempts whose credentials belong to no customer.
final class RefusedStrangers: Sendable {
    private let log = Mutex(StrangerLog())

    /// Newest first.
    var newestFirst: [RefusedAttempt] { log.withLock { $0.newestFirst } }

    /// Returns what observers see; nil: nothing.
    func add(_ attempt: RefusedAttempt) -> RefusedAttempt? {
        log.withLock { $0.add(attempt, at: Clock.monotonicMilliseconds()) }
    }

    /// A board with this serial has found its customer.
    func gotIn(_ serial: String) {
        log.withLock { $0.gotIn(serial) }
    }
}
