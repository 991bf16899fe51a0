import TestSupport
import Values
import WallboardCore

/// A random ledger of one customer: few devices, short times, many entries of the same moment.
struct RandomLedger {
    private(set) var entries: [LedgerEntry] = []
    private var held: [Int: BoardLicence] = [:]
    private var maximum = SeatMaximum.limited(2)
    private var isOpen = false
    private var random: SplitMix64

    init(seed: UInt64, count: Int) {
        random = SplitMix64(seed: seed)
        var now: Int64 = 1_000
        for _ in 0..<count {
            now += random.percent(40) ? 0 : random.pick(1...60)
            add(at: Instant(milliseconds: now))
        }
    }

    private mutating func add(at now: Instant) {
        guard isOpen else {
            isOpen = true
            maximum = .limited(random.pick(0...4))
            return append(.opened(timeZone: random.pick(["Europe/London", "Asia/Tokyo"])), at: now)
        }
        let number = random.pick(0...6)
        if random.percent(2) { return close(at: now) }
        if random.percent(8) { return append(.timeZone(random.pick(["Europe/London", "UTC"])), at: now) }
        if random.percent(15) {
            let before = maximum
            maximum = random.percent(20) ? .unlimited : .limited(random.pick(0...5))
            return append(.maximum(from: before, reason: nil), at: now)
        }
        guard let licence = held[number] else {
            held[number] = random.pick(BoardLicence.allCases)
            return append(.seatTaken(device(number), random.pick(LedgerChange.SeatGain.allCases)), at: now)
        }
        if random.percent(40) {
            held[number] = licence == .analytics ? .liveAnalytics : .analytics
            return append(.boardLicence(device(number), from: licence), at: now)
        }
        if random.percent(10) { return append(.hardware(device(number), from: Serial("old")!), at: now) }
        let freed = device(number)
        held[number] = nil
        append(.seatFreed(freed, .suspended), at: now)
    }

    private mutating func close(at now: Instant) {
        for number in held.keys.sorted() {
            let freed = device(number)
            held[number] = nil
            append(.seatFreed(freed, .customerClosed), at: now)
        }
        append(.closed, at: now)
        isOpen = false
    }

    private func device(_ number: Int) -> LedgerDevice {
        LedgerDevice(
            id: DeviceID("d\(number)")!, serial: Serial("s\(number)")!, user: nil, licence: held[number] ?? .analytics)
    }

    private mutating func append(_ change: LedgerChange, at now: Instant) {
        entries.append(
            LedgerEntry(
                sequence: entries.count + 1, at: now, customer: CustomerID("acme")!, author: .gateway, change: change,
                configured: held.count, maximum: maximum, previous: .none))
    }
}
