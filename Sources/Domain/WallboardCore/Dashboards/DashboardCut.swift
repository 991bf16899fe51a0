/// A dashboard as the boards of one view get it: without what the view may not see, and with a note of each omission.
package struct DashboardCut: Hashable, Sendable {
    /// Never empty on a board that shows anything: where no tile is left, these are the default ones of the view.
    package let tiles: [Tile]
    /// The alarms on figures that the view shows.
    package let alarms: [Alarm]
    /// What the view does not get, for the admin.
    package let leftOut: [LeftOut]

    /// Something that a view does not get.
    package struct LeftOut: Hashable, Sendable {
        /// The number of the tile or alarm, from 0.
        package let place: Place
        /// The figure that is missing; nil where the view shows no tile of this kind.
        package let figure: Figure?
        /// A sentence.
        package let reason: String

        /// A tile or an alarm.
        package enum Place: Hashable, Sendable {
            case tile(Int)
            case alarm(Int)
        }
    }

    /// How many tiles lack something or are missing.
    package var tilesLeftOut: Int {
        Set(leftOut.compactMap { if case .tile(let index) = $0.place { index } else { nil } }).count
    }
}

extension Dashboard {
    /// What the boards of `view` get. Those of `none` get nothing, and nothing is left out: they show why they are
    /// dark.
    package func cut(for view: BoardView) -> DashboardCut {
        guard view != .none else { return DashboardCut(tiles: [], alarms: [], leftOut: []) }
        var shown: [Tile] = []
        var watched: [Alarm] = []
        var leftOut: [DashboardCut.LeftOut] = []
        for (index, tile) in tiles.enumerated() {
            let (cut, missing) = tile.cut(for: view)
            if let cut { shown.append(cut) }
            leftOut += missing.map { DashboardCut.LeftOut(place: .tile(index), figure: $0.figure, reason: $0.reason) }
        }
        for (index, alarm) in alarms.enumerated() {
            if alarm.source.audience.contains(view) {
                watched.append(alarm)
            } else {
                let missing = Missing(alarm.source)
                leftOut.append(
                    DashboardCut.LeftOut(place: .alarm(index), figure: missing.figure, reason: missing.reason))
            }
        }
        return DashboardCut(
            tiles: shown.isEmpty ? DefaultDashboard.tiles(of: view) : shown, alarms: watched, leftOut: leftOut)
    }
}

/// What a tile lacks on a board.
private struct Missing {
    let figure: Figure?
    let reason: String

    init(_ source: FigureSource) {
        figure = source.figure
        let subject = source.queue == nil ? source.figure.rawValue : "\(source.figure.rawValue) of a queue"
        reason = "\(subject) is shown \(source.audience.words)."
    }

    init(_ kind: Tile.Content.Kind) {
        figure = nil
        reason = "Tiles of the kind \(kind.rawValue) are shown \(kind.audience.words)."
    }
}

extension Audience {
    fileprivate var words: String {
        switch self {
        case .from(.contactCentre), .only(.contactCentre): "in the Contact Centre view only"
        case .from(.liveAnalytics): "from the Live Analytics view on"
        case .from(.analytics): "from the Analytics view on"
        case .from(.none), .from(.insights): "in every view"
        case .only(.insights): "in the Insights view only"
        case .only(let view): "in the view \(view.rawValue) only"
        }
    }
}

extension Tile {
    /// What is left of the tile, and what is missing; a tile whose every part is missing is dropped.
    fileprivate func cut(for view: BoardView) -> (tile: Tile?, missing: [Missing]) {
        guard content.kind.audience.contains(view) else { return (nil, [Missing(content.kind)]) }
        switch content {
        case .figure(let source):
            return source.audience.contains(view) ? (self, []) : (nil, [Missing(source)])
        case .figures(let list):
            let (shown, missing) = Self.split(list.sources, for: view)
            let left = FigureList(shown.map(\.figure), queue: list.queue)
            return (left.map { with(.figures($0)) }, missing)
        case .queues(let columns?):
            let (shown, missing) = Self.split(columns.compactMap { FigureSource($0) }, for: view)
            return (shown.isEmpty ? nil : with(.queues(shown.map(\.figure))), missing)
        case .queues(nil), .calls, .agents, .intervals, .leaderboard, .text:
            return (self, [])
        }
    }

    private static func split(
        _ sources: [FigureSource], for view: BoardView
    ) -> (shown: [FigureSource], missing: [Missing]) {
        let missing = sources.filter { !$0.audience.contains(view) }.map { Missing($0) }
        return (sources.filter { $0.audience.contains(view) }, missing)
    }
}
