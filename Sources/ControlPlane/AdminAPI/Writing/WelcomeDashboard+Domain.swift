import BoardProtocol
import WallboardCore

// The admin API shows a tile as boards get it: these are the only translations between the two.

extension Welcome.Dashboard {
    /// What a board of `view` gets: the dashboard that it shows, or the default one under the customer's name.
    package init(_ dashboard: Dashboard?, of customer: Customer, in view: BoardView) {
        guard let dashboard else {
            self.init(title: customer.name, tiles: DefaultDashboard.tiles(of: view).map(Welcome.Tile.init))
            return
        }
        let cut = dashboard.cut(for: view)
        // A view without figures by queue does not name a queue either.
        let queues = view == .none || view == .insights ? nil : dashboard.queues
        self.init(
            id: dashboard.id.text, title: dashboard.title, queues: queues,
            tiles: cut.tiles.map(Welcome.Tile.init), alarms: cut.alarms.map(Welcome.Alarm.init))
    }
}

extension Welcome.Tile {
    init(_ tile: Tile) {
        self.init(kind: tile.content.kind.rawValue)
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
}

extension Welcome.Alarm {
    init(_ alarm: Alarm) {
        self.init(
            figure: alarm.source.figure.rawValue, queue: alarm.source.queue,
            operator: alarm.condition.operator.rawValue, value: alarm.condition.value, upTo: alarm.condition.upTo,
            colour: alarm.colour.rawValue, flash: alarm.flashes)
    }
}
