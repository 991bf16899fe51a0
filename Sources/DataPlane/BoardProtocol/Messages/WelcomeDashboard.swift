import Values

extension Welcome {
    /// How the board shows its view: `dashboard` of `welcome` (protocol, section 3).
    package struct Dashboard: Hashable, Sendable {
        /// The id that admins gave it; nil for the default of the view.
        package let id: String?
        /// The heading of the board.
        package let title: String
        /// The queues that the state is limited to; nil: all.
        package let queues: [String]?
        /// In the order in which they are laid out; none on a board that shows nothing.
        package let tiles: [Tile]
        /// When figures change their colour.
        package let alarms: [Alarm]

        /// A dashboard, as far as the view of the board may see it.
        package init(
            id: String? = nil, title: String, queues: [String]? = nil, tiles: [Tile] = [], alarms: [Alarm] = []
        ) {
            self.id = id
            self.title = title
            self.queues = queues
            self.tiles = tiles
            self.alarms = alarms
        }
    }

    /// One figure, list or text on a dashboard. Kinds and figures are words that a board may not know: it then leaves
    /// the tile out.
    package struct Tile: Hashable, Sendable {
        /// What it shows.
        package var kind: String
        /// Its heading; nil: the default one of its kind.
        package var title: String?
        /// Columns of 12; nil: the page decides.
        package var width: Int?
        /// Rows of 6; nil: the page decides.
        package var height: Int?
        /// Of the kind `figure`.
        package var figure: String?
        /// Of the kinds `figures` and `queues`, where nil means the default columns.
        package var figures: [String]?
        /// Whose figures; nil: the customer's.
        package var queue: String?
        /// The longest list; nil: as many as fit.
        package var rows: Int?
        /// Of the kind `text`.
        package var text: String?

        /// A tile that leaves all but the kind to the page.
        package init(kind: String) {
            self.kind = kind
        }
    }

    /// When a figure changes its colour: decided by the board.
    package struct Alarm: Hashable, Sendable {
        /// Which figure.
        package let figure: String
        /// Of which queue; nil: of the customer.
        package let queue: String?
        /// `>`, `>=`, `<=` or `between`.
        package let `operator`: String
        /// The threshold, in the unit of the figure.
        package let value: Double
        /// The upper threshold of `between`.
        package let upTo: Double?
        /// `amber` or `red`.
        package let colour: String
        /// Whether it flashes.
        package let flash: Bool

        /// An alarm. `value` and `upTo` are finite.
        package init(
            figure: String, queue: String?, operator: String, value: Double, upTo: Double?, colour: String, flash: Bool
        ) {
            self.figure = figure
            self.queue = queue
            self.operator = `operator`
            self.value = value
            self.upTo = upTo
            self.colour = colour
            self.flash = flash
        }
    }
}

extension Welcome.Dashboard {
    init(_ fields: Fields) throws(MessageError) {
        id = try fields.string("id")
        title = try fields.required("title", fields.string)
        queues = try fields.strings("queues")
        guard case .array(let tiles) = fields.value("tiles") else { throw .field("tiles", rule: "is not an array") }
        self.tiles = try tiles.map { tile throws(MessageError) in try Welcome.Tile(Fields(tile)) }
        guard let alarms = (fields.value("alarms") ?? .array([])).array else {
            throw .field("alarms", rule: "is not an array")
        }
        self.alarms = try alarms.map { alarm throws(MessageError) in try Welcome.Alarm(Fields(alarm)) }
    }

    func write(to json: inout JSONWriter) {
        json.beginObject()
        if let id { json.member("id", id) }
        json.member("title", title)
        if let queues {
            json.key("queues")
            json.texts(queues)
        }
        json.key("tiles")
        json.beginArray()
        for tile in tiles { tile.write(to: &json) }
        json.endArray()
        json.key("alarms")
        json.beginArray()
        for alarm in alarms { alarm.write(to: &json) }
        json.endArray()
        json.endObject()
    }
}

extension Welcome.Tile {
    init(_ fields: Fields) throws(MessageError) {
        kind = try fields.required("kind", fields.string)
        title = try fields.string("title")
        width = try fields.count("width")
        height = try fields.count("height")
        figure = try fields.string("figure")
        figures = try fields.strings("figures")
        queue = try fields.string("queue")
        rows = try fields.count("rows")
        text = try fields.string("text")
    }

    /// Writes it as one JSON object.
    package func write(to json: inout JSONWriter) {
        json.beginObject()
        json.member("kind", kind)
        if let title { json.member("title", title) }
        if let width { json.member("width", width) }
        if let height { json.member("height", height) }
        if let figure { json.member("figure", figure) }
        if let figures {
            json.key("figures")
            json.texts(figures)
        }
        if let queue { json.member("queue", queue) }
        if let rows { json.member("rows", rows) }
        if let text { json.member("text", text) }
        json.endObject()
    }
}

extension Welcome.Alarm {
    init(_ fields: Fields) throws(MessageError) {
        figure = try fields.required("figure", fields.string)
        queue = try fields.string("queue")
        `operator` = try fields.required("operator", fields.string)
        value = try fields.required("value", fields.number)
        upTo = try fields.number("upTo")
        colour = try fields.required("colour", fields.string)
        flash = try fields.bool("flash") ?? false
    }

    /// Writes it as one JSON object.
    package func write(to json: inout JSONWriter) {
        json.beginObject()
        json.member("figure", figure)
        if let queue { json.member("queue", queue) }
        json.member("operator", `operator`)
        json.key("value")
        json.threshold(value)
        if let upTo {
            json.key("upTo")
            json.threshold(upTo)
        }
        json.member("colour", colour)
        json.member("flash", flash)
        json.endObject()
    }
}

extension JSONWriter {
    /// Writes an array of strings.
    fileprivate mutating func texts(_ texts: [String]) {
        beginArray()
        for text in texts { string(text) }
        endArray()
    }

    /// Writes a number, a whole one without a fraction.
    fileprivate mutating func threshold(_ value: Double) {
        if let whole = Int64(exactly: value) { integer(whole) } else { number(value) }
    }
}
