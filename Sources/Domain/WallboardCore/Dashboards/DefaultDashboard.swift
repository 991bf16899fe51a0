/// What a board of each view shows until somebody makes a dashboard for it. It fills the 12 × 6 grid of the screen,
/// with what must be readable from afar at the top, and gives each list the room it needs.
package enum DefaultDashboard {
    /// In the order in which they are laid out; none for a board that shows nothing.
    package static func tiles(of view: BoardView) -> [Tile] {
        switch view {
        case .none:
            []
        case .insights:
            [
                figure(.offered, width: 4, height: 3), figure(.answered, width: 4, height: 3),
                figure(.missed, width: 4, height: 3),
                figure(.averageTalkSeconds, width: 6, height: 3), figure(.talkSeconds, width: 6, height: 3),
            ]
        case .analytics:
            [
                figure(.serviceLevel), figure(.offered), figure(.abandonedRate), figure(.averageSpeedOfAnswerSeconds),
                Tile(.intervals, width: 5, height: 4), Tile(.queues(nil), width: 7, height: 4),
            ]
        case .liveAnalytics:
            [
                figure(.callsWaiting), figure(.longestWaitingSeconds), figure(.serviceLevel),
                figures([.callsActive, .agentsAvailable, .answered, .abandoned]),
                Tile(.intervals, width: 6, height: 2), Tile(.queues(nil), width: 6, height: 2),
                Tile(.calls(rows: nil), width: 7, height: 2), Tile(.leaderboard(rows: nil), width: 5, height: 2),
            ]
        case .contactCentre:
            [
                figure(.callsWaiting), figure(.longestWaitingSeconds), figure(.serviceLevel),
                figures([.answered, .abandoned, .averageSpeedOfAnswerSeconds, .averageTalkSeconds]),
                Tile(.agents, width: 7, height: 4), Tile(.queues(nil), width: 5, height: 2),
                Tile(.calls(rows: nil), width: 5, height: 2),
            ]
        }
    }

    private static func figure(_ figure: Figure, width: Int = 3, height: Int = 2) -> Tile {
        // Proof: every figure is one of the customer's.
        guard let source = FigureSource(figure) else { preconditionFailure("\(figure) is no figure") }
        return Tile(.figure(source), width: width, height: height)
    }

    private static func figures(_ figures: [Figure]) -> Tile {
        guard let list = Tile.FigureList(figures) else { preconditionFailure("\(figures) are no figures") }
        return Tile(.figures(list), width: 3, height: 2)
    }
}
