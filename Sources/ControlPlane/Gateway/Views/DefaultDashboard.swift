import BoardProtocol
import WallboardCore

/// What a board of each view shows while nobody has made a dashboard for it.
enum DefaultDashboard {
    static func tiles(of view: BoardView) -> [Welcome.Tile] {
        kinds(of: view).map { Welcome.Tile(kind: $0) }
    }

    private static func kinds(of view: BoardView) -> [String] {
        switch view {
        case .none: []
        case .insights: ["totals"]
        case .analytics: ["totals", "queues", "intervals"]
        case .liveAnalytics: ["live", "totals", "queues", "intervals", "calls", "leaderboard"]
        case .contactCentre: ["live", "totals", "queues", "calls", "agents", "leaderboard"]
        }
    }
}
