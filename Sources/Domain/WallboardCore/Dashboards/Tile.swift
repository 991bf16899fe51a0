/// One part of a dashboard.
package struct Tile: Hashable, Sendable {
    /// What it shows.
    package let content: Content
    /// Its heading, 1–100 characters; nil: the default one of its kind.
    package let title: String?
    /// 1–12 columns of the screen's 12; nil: the page decides.
    package let width: Int?
    /// 1–6 rows of the screen's 6; nil: the page decides.
    package let height: Int?

    /// What a tile shows.
    package enum Content: Hashable, Sendable {
        /// One figure, large.
        case figure(FigureSource)
        /// Several figures, 1–8, of the customer or of one queue.
        case figures(FigureList)
        /// The active calls; at most this many rows, 1–40.
        case calls(rows: Int?)
        /// A row for each queue; 1–8 figures as columns, nil: the default ones.
        case queues([Figure]?)
        /// What each agent is doing.
        case agents
        /// The half hours of the day as a chart.
        case intervals
        /// The agents by answered calls; at most this many rows, 1–40.
        case leaderboard(rows: Int?)
        /// 1–500 characters.
        case text(String)
    }

    /// Figures of the customer or of one of its queues.
    package struct FigureList: Hashable, Sendable {
        /// At least one.
        package let sources: [FigureSource]
        /// Of which queue; nil: of the customer.
        package let queue: String?
        /// In their order.
        package var figures: [Figure] { sources.map(\.figure) }

        /// Returns nil for no figure, and where queues do not have one of them.
        package init?(_ figures: [Figure], queue: String? = nil) {
            let sources = figures.compactMap { FigureSource($0, queue: queue) }
            guard !sources.isEmpty, sources.count == figures.count else { return nil }
            self.sources = sources
            self.queue = queue
        }
    }

    /// A tile; the ranges are those of the members.
    package init(_ content: Content, title: String? = nil, width: Int? = nil, height: Int? = nil) {
        self.content = content
        self.title = title
        self.width = width
        self.height = height
    }

    /// The one queue that it shows; nil: none, or all.
    package var queue: String? {
        switch content {
        case .figure(let source): source.queue
        case .figures(let list): list.queue
        case .calls, .queues, .agents, .intervals, .leaderboard, .text: nil
        }
    }

    func with(_ content: Content) -> Tile { Tile(content, title: title, width: width, height: height) }
}

extension Tile.Content {
    /// The word for it in the admin API and on boards.
    package var kind: Kind {
        switch self {
        case .figure: .figure
        case .figures: .figures
        case .calls: .calls
        case .queues: .queues
        case .agents: .agents
        case .intervals: .intervals
        case .leaderboard: .leaderboard
        case .text: .text
        }
    }

    /// The kinds of tiles.
    package enum Kind: String, Sendable, CaseIterable {
        case figure, figures, calls, queues, agents, intervals, leaderboard, text

        /// The views that show tiles of this kind, if they show what is in them.
        package var audience: Audience {
            switch self {
            case .figure, .figures, .text: .from(.insights)
            case .queues, .intervals: .from(.analytics)
            case .calls, .leaderboard: .from(.liveAnalytics)
            case .agents: .from(.contactCentre)
            }
        }
    }
}
