import TestSupport

@testable import WallboardCore

extension SplitMix64 {
    private mutating func maybe<Value>(_ value: Value) -> Value? { Bool.random(using: &self) ? value : nil }

    private mutating func source() -> FigureSource {
        let figure = Figure.allCases.randomElement(using: &self)!
        let queue = ["Sales", "Orders"].randomElement(using: &self)!
        return FigureSource(figure, queue: maybe(queue)) ?? FigureSource(figure)!
    }

    private mutating func figures(of allowed: [Figure]) -> [Figure] {
        Array(allowed.shuffled(using: &self).prefix(Int.random(in: 1...DashboardLimits.figuresOfTile, using: &self)))
    }

    private mutating func tile() -> Tile {
        let content: Tile.Content
        switch Tile.Content.Kind.allCases.randomElement(using: &self)! {
        case .figure: content = .figure(source())
        case .figures:
            let isByQueue = Bool.random(using: &self)
            let allowed = Figure.allCases.filter { !isByQueue || $0.isByQueue }
            content = .figures(Tile.FigureList(figures(of: allowed), queue: isByQueue ? "Sales" : nil)!)
        case .calls: content = .calls(rows: maybe(8))
        case .queues:
            let columns = figures(of: Figure.allCases.filter(\.isByQueue))
            content = .queues(maybe(columns))
        case .agents: content = .agents
        case .intervals: content = .intervals
        case .leaderboard: content = .leaderboard(rows: maybe(5))
        case .text: content = .text("Hello")
        }
        return Tile(content, title: maybe("Title"), width: maybe(4), height: maybe(2))
    }

    private mutating func alarm() -> Alarm {
        let conditions: [Alarm.Condition] = [.above(1), .atLeast(2), .atMost(0.5), .between(1...2)]
        return Alarm(
            source(), conditions.randomElement(using: &self)!, Alarm.Colour.allCases.randomElement(using: &self)!,
            flashes: Bool.random(using: &self))
    }

    mutating func dashboard() -> Dashboard {
        let tiles = (0..<Int.random(in: 0...8, using: &self)).map { _ in tile() }
        let alarms = (0..<Int.random(in: 0...4, using: &self)).map { _ in alarm() }
        return Dashboard(
            id: DashboardID("floor")!, title: "Floor", queues: maybe(["Sales", "Orders"]),
            hidesCallers: Bool.random(using: &self), tiles: tiles, alarms: alarms)
    }
}
