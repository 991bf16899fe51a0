import WallboardCore

/// A dashboard as it is stored: all but its id, in the words of the admin API. A member that is nil is left out.
struct DashboardContent: Codable {
    let title: String
    let queues: [String]?
    let hidesCallers: Bool
    let tiles: [TileContent]
    let alarms: [AlarmContent]

    struct TileContent: Codable {
        let kind: String
        var title: String?
        var width: Int?
        var height: Int?
        var figure: String?
        var figures: [String]?
        var queue: String?
        var rows: Int?
        var text: String?
    }

    struct AlarmContent: Codable {
        let figure: String
        let queue: String?
        let `operator`: String
        let value: Double
        let upTo: Double?
        let colour: String
        let flash: Bool
    }

    init(_ dashboard: Dashboard) {
        title = dashboard.title
        queues = dashboard.queues
        hidesCallers = dashboard.hidesCallers
        tiles = dashboard.tiles.map(TileContent.init)
        alarms = dashboard.alarms.map(AlarmContent.init)
    }

    /// Returns nil for a text that this program cannot have written.
    func dashboard(_ id: DashboardID) -> Dashboard? {
        let tiles = tiles.compactMap(\.tile)
        let alarms = alarms.compactMap(\.alarm)
        guard tiles.count == self.tiles.count, alarms.count == self.alarms.count else { return nil }
        return Dashboard(
            id: id, title: title, queues: queues, hidesCallers: hidesCallers, tiles: tiles, alarms: alarms)
    }
}

extension DashboardContent.TileContent {
    fileprivate init(_ tile: Tile) {
        kind = tile.content.kind.rawValue
        title = tile.title
        width = tile.width
        height = tile.height
        switch tile.content {
        case .figure(let source): (figure, queue) = (source.figure.rawValue, source.queue)
        case .figures(let list): (figures, queue) = (list.figures.map(\.rawValue), list.queue)
        case .queues(let columns): figures = columns?.map(\.rawValue)
        case .calls(let rows), .leaderboard(let rows): self.rows = rows
        case .text(let text): self.text = text
        case .agents, .intervals: break
        }
    }

    fileprivate var tile: Tile? {
        guard let kind = Tile.Content.Kind(rawValue: kind), let content = content(of: kind) else { return nil }
        return Tile(content, title: title, width: width, height: height)
    }

    private func content(of kind: Tile.Content.Kind) -> Tile.Content? {
        let listed = figures?.compactMap { Figure(rawValue: $0) }
        guard listed?.count == figures?.count else { return nil }
        switch kind {
        case .figure:
            return figure.flatMap { Figure(rawValue: $0) }.flatMap { FigureSource($0, queue: queue) }.map {
                .figure($0)
            }
        case .figures: return listed.flatMap { Tile.FigureList($0, queue: queue) }.map { .figures($0) }
        case .queues: return .queues(listed)
        case .calls: return .calls(rows: rows)
        case .leaderboard: return .leaderboard(rows: rows)
        case .agents: return .agents
        case .intervals: return .intervals
        case .text: return text.map { .text($0) }
        }
    }
}

extension DashboardContent.AlarmContent {
    fileprivate init(_ alarm: Alarm) {
        figure = alarm.source.figure.rawValue
        queue = alarm.source.queue
        `operator` = alarm.condition.operator.rawValue
        value = alarm.condition.value
        upTo = alarm.condition.upTo
        colour = alarm.colour.rawValue
        flash = alarm.flashes
    }

    fileprivate var alarm: Alarm? {
        guard let source = Figure(rawValue: figure).flatMap({ FigureSource($0, queue: queue) }),
            let sign = Alarm.Condition.Operator(rawValue: `operator`),
            let condition = Alarm.Condition(sign, value, upTo: upTo), let colour = Alarm.Colour(rawValue: colour)
        else { return nil }
        return Alarm(source, condition, colour, flashes: flash)
    }
}
