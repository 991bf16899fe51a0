/// What an admin wants boards to show: the same for every board to which it is assigned, as far as its view may see it.
package struct Dashboard: Hashable, Sendable {
    /// Its id within the customer.
    package let id: DashboardID
    /// The heading of the boards: 1–100 characters.
    package let title: String
    /// The queues that its boards learn of, 1–100, no name twice; nil: all.
    package let queues: [String]?
    /// Whether the numbers of callers are masked although the customer shows them.
    package let hidesCallers: Bool
    /// At most 40; none: the default ones of the view.
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

    /// A part of a dashboard that an error can point to.
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

/// The bounds of dashboards: what a screen can show and a person can edit, and no more.
package enum DashboardLimits {
    /// Dashboards of one customer. 100: one for each team of the largest contact centre.
    package static let dashboards = 100
    /// Tiles of a dashboard. 40: the smallest that can be read from eight metres fill a screen several times over.
    package static let tiles = 40
    /// Alarms of a dashboard. 40: as many as tiles.
    package static let alarms = 40
    /// Queues that a dashboard includes by name. 100: more do not fit on a screen.
    package static let queues = 100
    /// Figures of one tile. 8.
    package static let figuresOfTile = 8
    /// Rows of a list. 40.
    package static let rows = 40
    /// Columns of the grid of a screen.
    package static let columns = 12
    /// Rows of the grid of a screen.
    package static let gridRows = 6
    /// Characters of a title. 100: what fits in one line.
    package static let titleCharacters = 100
    /// Characters of a text. 500: what can be read in passing.
    package static let textCharacters = 500
    /// Characters of the name of a queue. 128: the longest that a call event can have.
    package static let queueCharacters = 128
    /// The greatest threshold of an alarm. 10⁹: no figure gets there.
    package static let threshold = 1_000_000_000.0
}
