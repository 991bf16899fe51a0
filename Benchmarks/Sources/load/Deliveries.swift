/// What a crowd received of the publications of an interval. All times in microseconds since 1970.
struct Deliveries {
    /// From a publication's stamp to the connection that read it, for every delivery; at most an hour.
    private(set) var delays: [UInt32] = []
    /// Messages that arrived within the interval, and their bytes: as received, and as text.
    private(set) var messages = 0
    private(set) var payloadBytes = 0
    private(set) var textBytes = 0
    /// The longest that a connection waited for its next message.
    private(set) var longestGap: Int64 = 0

    private let from: Int64
    private var until: Int64?
    /// How many messages a connection received, and when the last; nil for one that does not exist.
    private var counts: [Int?]
    private var arrivals: [Int64?]
    /// By stamp: the delay of the connection that got it last.
    private var last: [Int64: UInt32] = [:]

    /// Records what is published from `from` on and reaches the connections that exist at that time.
    init(connections isThere: [Bool] = [], from: Int64 = 0) {
        self.from = from
        counts = isThere.map { $0 ? 0 : nil }
        arrivals = isThere.map { $0 ? from : nil }
    }

    /// Records a message that a connection read at `now`.
    mutating func add(_ slot: Int, stamp: Int64, now: Int64, payloadBytes: Int, textBytes: Int) {
        guard !counts.isEmpty, let count = counts[slot], let arrival = arrivals[slot] else { return }
        if until == nil {
            messages += 1
            self.payloadBytes += payloadBytes
            self.textBytes += textBytes
            longestGap = max(longestGap, now - arrival)
            arrivals[slot] = now
        }
        guard stamp >= from, stamp < until ?? .max else { return }
        counts[slot] = count + 1
        let delay = UInt32(min(max(now - stamp, 0), 3_600_000_000))
        delays.append(delay)
        last[stamp] = max(last[stamp] ?? 0, delay)
    }

    /// The interval is over: only what was published before is waited for.
    mutating func end(at now: Int64) {
        until = now
        for case let arrival? in arrivals { longestGap = max(longestGap, now - arrival) }
    }

    /// Publications that some connections did not receive although another one did, over all connections.
    var missed: Int {
        let counts = counts.compactMap(\.self)
        let most = counts.max() ?? 0
        return counts.reduce(0) { $0 + most - $1 }
    }

    /// For each publication, the delay of the connection that got it last.
    var lastDelays: [UInt32] { last.keys.sorted().map { last[$0]! } }
}
