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
