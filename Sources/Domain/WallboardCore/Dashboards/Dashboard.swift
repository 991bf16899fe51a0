/// What an admin wants boards to show: the same for every board to which it is assigned, as far as its view may see it.
package struct Dashboard: Hashable, Sendable {
    /// Its id within the customer.
    package let id: DashboardID
    /// The heading of the boards: 1–100 characters.
    package let title: String
    /// The queues that its boards get to know of, 1–100, no name twice; nil: all.
    package let queues: [String]?
    /// Whether the numbers of callers are masked although the customer shows them.
    package let hidesCallers: Bool
    /// At most 40; none: the usual ones of the view.
    package let tiles: [Tile]
    /// At most 40.
    package let alarms: [Alarm]

    /// A dashboard; the ranges are those of the members.
    package init(
        id: DashboardID, title: String, queues: [String]? = nil, hidesCallers: Bool = false, tiles: [Tile] = [],
        alarms: [Alarm] = []
    ) {
        self.id = id
        self.title = title
        self.queues = queues
        self.hidesCallers = hidesCallers
        self.tiles = tiles
        self.alarms = alarms
    }

    /// A part of a dashboard that can be pointed at.
    package enum Place: Hashable, Sendable {
        /// An element of `queues`.
        case queue(Int)
        /// The queue that a tile shows.
        case tile(Int)
        /// The queue that an alarm watches.
        case alarm(Int)
    }

    /// Every queue that is named, and where.
    package var namedQueues: [(place: Place, queue: String)] {
        var named: [(place: Place, queue: String)] = []
        for (index, queue) in (queues ?? []).enumerated() { named.append((.queue(index), queue)) }
        for (index, tile) in tiles.enumerated() {
            if let queue = tile.queue { named.append((.tile(index), queue)) }
        }
        for (index, alarm) in alarms.enumerated() {
            if let queue = alarm.source.queue { named.append((.alarm(index), queue)) }
        }
        return named
    }

    /// Where a tile or an alarm names a queue that the dashboard does not include: it would be empty on the wall.
    package var placesOutsideQueues: [Place] {
        guard let queues else { return [] }
        let included = Set(queues)
        return namedQueues.filter { !included.contains($0.queue) }.map(\.place)
    }
}
