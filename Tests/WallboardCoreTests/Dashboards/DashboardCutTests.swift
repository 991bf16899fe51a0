import TestSupport
import Testing

@testable import WallboardCore

@Suite("What the boards of a view get of a dashboard")
struct DashboardCutTests {
    /// The figures that each view shows (protocol, sections 4 and 9), written down independently by hand.
    private static let shown: [BoardView: Set<Figure>] = {
        let insights: Set<Figure> = [.offered, .answered, .missed, .averageTalkSeconds]
        let analytics = insights.union([
            .abandoned, .shortAbandoned, .overflowed, .orphaned, .transferred, .abandonedRate, .serviceLevel,
            .averageSpeedOfAnswerSeconds, .averageAbandonSeconds, .longestWaitSeconds, .averageHandleSeconds, .inbound,
            .outbound, .internal,
        ])
        let all = Set(Figure.allCases).subtracting([.talkSeconds])
        return [
            .none: [], .insights: insights.union([.talkSeconds]), .analytics: analytics, .liveAnalytics: all,
            .contactCentre: all,
        ]
    }()

    private static func mayShow(_ source: FigureSource, _ view: BoardView) -> Bool {
        guard shown[view, default: []].contains(source.figure) else { return false }
        return source.queue == nil || view != .insights
    }

    private static func mayShow(_ tile: Tile, _ view: BoardView) -> Bool {
        switch tile.content {
        case .figure(let source): mayShow(source, view)
        case .figures(let list): list.sources.allSatisfy { mayShow($0, view) }
        case .queues(let columns):
            view != .insights && (columns ?? []).allSatisfy { mayShow(FigureSource($0)!, view) }
        case .intervals: view != .insights
        case .calls, .leaderboard: view == .liveAnalytics || view == .contactCentre
        case .agents: view == .contactCentre
        case .text: true
        }
    }

    @Test("nothing above the view is left, and what is not shown is named", arguments: 0..<2_000 as Range<UInt64>)
    func random(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let dashboard = random.dashboard()
        for view in BoardView.allCases where view != .none {
            let cut = dashboard.cut(for: view)
            #expect(cut.tiles.allSatisfy { Self.mayShow($0, view) }, "seed \(seed), \(view)")
            #expect(cut.alarms.allSatisfy { Self.mayShow($0.source, view) }, "seed \(seed), \(view)")
            #expect(!cut.tiles.isEmpty, "seed \(seed), \(view)")
            let named = Set(cut.leftOut.map(\.place))
            let whole = dashboard.tiles.indices.filter { !named.contains(.tile($0)) }.map { dashboard.tiles[$0] }
            #expect(whole.allSatisfy(cut.tiles.contains), "seed \(seed), \(view)")
            #expect(
                dashboard.tiles.indices.allSatisfy {
                    named.contains(.tile($0)) != Self.mayShow(dashboard.tiles[$0], view)
                }, "seed \(seed), \(view)")
            #expect(
                dashboard.alarms.indices.filter { !named.contains(.alarm($0)) }.map { dashboard.alarms[$0] }
                    == cut.alarms, "seed \(seed), \(view)")
            #expect(cut.tilesLeftOut == dashboard.tiles.count - whole.count, "seed \(seed), \(view)")
            // What is shown is a part of what was requested, unless nothing was left of that.
            let isOwn = cut.tiles.allSatisfy { tile in
                dashboard.tiles.contains { $0.title == tile.title && $0.content.kind == tile.content.kind }
            }
            #expect(isOwn || cut.tiles == DefaultDashboard.tiles(of: view), "seed \(seed), \(view)")
        }
        let dark = dashboard.cut(for: .none)
        #expect(dark.tiles.isEmpty && dark.alarms.isEmpty && dark.leftOut.isEmpty)
    }

    @Test("several figures lose those that the view may not see")
    func part() throws {
        let list = try #require(Tile.FigureList([.offered, .callsWaiting, .missed]))
        let tile = Tile(.figures(list), title: "All", width: 4)
        let dashboard = Dashboard(id: DashboardID("d")!, title: "D", tiles: [tile, Tile(.calls(rows: nil))])
        let cut = dashboard.cut(for: .insights)
        #expect(cut.tiles == [Tile(.figures(Tile.FigureList([.offered, .missed])!), title: "All", width: 4)])
        #expect(
            cut.leftOut == [
                DashboardCut.LeftOut(
                    place: .tile(0), figure: .callsWaiting,
                    reason: "callsWaiting is shown from the Live Analytics view on."),
                DashboardCut.LeftOut(
                    place: .tile(1), figure: nil,
                    reason: "Tiles of the kind calls are shown from the Live Analytics view on."),
            ])
        #expect(cut.tilesLeftOut == 2)
    }

    @Test(
        "the default of every view shows nothing that it may not see and fills the screen",
        arguments: BoardView.allCases)
    func defaults(view: BoardView) throws {
        let tiles = DefaultDashboard.tiles(of: view)
        guard view != .none else {
            #expect(tiles.isEmpty)
            return
        }
        #expect(Dashboard(id: DashboardID("d")!, title: "D", tiles: tiles).cut(for: view).leftOut.isEmpty)
        // As the page lays them out: each in the first free room, in reading order.
        var taken: Set<Int> = []
        for tile in tiles {
            let (width, height) = (try #require(tile.width), try #require(tile.height))
            let places = (0...DashboardLimits.gridRows - height).flatMap { row in
                (0...DashboardLimits.columns - width).map { column in
                    Set(
                        (row..<row + height).flatMap { row in
                            (column..<column + width).map { row * DashboardLimits.columns + $0 }
                        })
                }
            }
            taken.formUnion(try #require(places.first { taken.isDisjoint(with: $0) }, "\(tile) has no room"))
        }
        #expect(taken.count == DashboardLimits.gridRows * DashboardLimits.columns)
    }

    @Test("queues that the dashboard does not include are pointed at")
    func outside() throws {
        let tiles = [
            Tile(.agents), Tile(.figure(try #require(FigureSource(.offered, queue: "Orders")))),
            Tile(.figures(try #require(Tile.FigureList([.offered], queue: "Sales")))),
        ]
        let alarm = Alarm(try #require(FigureSource(.offered, queue: "Other")), .above(1), .red)
        func dashboard(_ queues: [String]?) -> Dashboard {
            Dashboard(id: DashboardID("d")!, title: "D", queues: queues, tiles: tiles, alarms: [alarm])
        }
        #expect(dashboard(nil).placesOutsideQueues == [])
        #expect(dashboard(["Sales"]).placesOutsideQueues == [.tile(1), .alarm(0)])
        #expect(dashboard(["Sales"]).namedQueues.map(\.queue) == ["Sales", "Orders", "Sales", "Other"])
    }

    @Test("what cannot be is not made")
    func impossible() {
        #expect(FigureSource(.missed, queue: "Sales") == nil)
        #expect(Tile.FigureList([]) == nil)
        #expect(Tile.FigureList([.offered, .agentsTalking], queue: "Sales") == nil)
        #expect(Alarm.Condition(.between, 2, upTo: 1) == nil && Alarm.Condition(.between, 2, upTo: nil) == nil)
        #expect(Alarm.Condition(.above, 2, upTo: 3) == nil)
        #expect(Alarm.Condition(.between, 2, upTo: 2) == .between(2...2))
        #expect(DashboardID("Floor") == nil && DashboardID("") == nil && DashboardID("floor-1") != nil)
    }
}
