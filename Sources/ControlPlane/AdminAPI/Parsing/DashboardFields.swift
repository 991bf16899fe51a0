import BoardProtocol
import Values
import WallboardCore

extension Dashboard {
    /// Reads the body of a dashboard. Throws 422 with every field that is wrong in itself, otherwise 409 if fields do
    /// not go together: a queue that the dashboard does not include, an upper threshold below the lower one.
    init(_ id: DashboardID, _ body: BodyReader) throws(Problem) {
        var body = body
        let title = body.required("title", .text(1...DashboardLimits.titleCharacters))
        let queues = body.optional("queues", FieldRule<[String]>.queueNames.orNull)
        let numbers = body.optional("callerNumbers", FieldRule<HiddenCallers>.word.orNull)
        let tiles = body.list("tiles", atMost: DashboardLimits.tiles) { $0.tile() }
        let alarms = body.list("alarms", atMost: DashboardLimits.alarms) { $0.alarm() }
        let fields = try body.finish((title, tiles, alarms))
        let emptyRanges = fields.2.enumerated().filter { $1.alarm == nil }.map { index, _ in
            Problem.FieldError(field: "alarms[\(index)].upTo", reason: "must not be below value")
        }
        guard emptyRanges.isEmpty else { throw Problem(.emptyRange, fields: emptyRanges) }
        self.init(
            id: id, title: fields.0, queues: queues ?? nil, hidesCallers: (numbers ?? nil) != nil, tiles: fields.1,
            alarms: fields.2.compactMap(\.alarm))
        let outside = placesOutsideQueues.map {
            Problem.FieldError(field: $0.field, reason: "is none of the queues of this dashboard")
        }
        guard outside.isEmpty else { throw Problem(.queueNotIncluded, fields: outside) }
    }

    /// What a dashboard may say about callers' numbers: it can hide more than the customer, and never show more.
    private enum HiddenCallers: String, CaseIterable {
        case masked
    }
}

extension Dashboard.Place {
    /// The field of the body.
    var field: String {
        switch self {
        case .queue(let index): "queues[\(index)]"
        case .tile(let index): "tiles[\(index)].queue"
        case .alarm(let index): "alarms[\(index)].queue"
        }
    }
}

extension BodyReader {
    fileprivate mutating func tile() -> Tile? {
        guard let kind = required("kind", FieldRule<Tile.Content.Kind>.word) else {
            passOverTheRest()
            return nil
        }
        let title = optional("title", .text(1...DashboardLimits.titleCharacters))
        let width = optional("width", .integer(1...DashboardLimits.columns))
        let height = optional("height", .integer(1...DashboardLimits.gridRows))
        return content(of: kind).map { Tile($0, title: title, width: width, height: height) }
    }

    private mutating func content(of kind: Tile.Content.Kind) -> Tile.Content? {
        switch kind {
        case .figure:
            return source().map { .figure($0) }
        case .figures:
            let figures = required("figures", .figures)
            let queue = optional("queue", .queueName)
            guard let figures else { return nil }
            guard let list = Tile.FigureList(figures, queue: queue) else {
                refuse("queue", "does not go with a figure that no queue has")
                return nil
            }
            return .figures(list)
        case .queues:
            return .queues(optional("figures", .queueFigures))
        case .calls:
            return .calls(rows: optional("rows", .integer(1...DashboardLimits.rows)))
        case .leaderboard:
            return .leaderboard(rows: optional("rows", .integer(1...DashboardLimits.rows)))
        case .agents:
            return .agents
        case .intervals:
            return .intervals
        case .text:
            return required("text", .text(1...DashboardLimits.textCharacters)).map { .text($0) }
        }
    }

    /// `figure` and `queue`.
    private mutating func source() -> FigureSource? {
        let figure = required("figure", FieldRule<Figure>.word)
        let queue = optional("queue", .queueName)
        guard let figure else { return nil }
        guard let source = FigureSource(figure, queue: queue) else {
            refuse("queue", "does not go with \(figure.rawValue), which no queue has")
            return nil
        }
        return source
    }

    fileprivate mutating func alarm() -> AlarmFields? {
        let source = source()
        let value = required("value", .threshold)
        let colour = required("colour", FieldRule<Alarm.Colour>.word)
        let flashes = optional("flash", .flag) ?? false
        guard let sign = required("operator", FieldRule<Alarm.Condition.Operator>.word) else {
            passOverTheRest()
            return nil
        }
        let upTo = sign == .between ? required("upTo", .threshold) : nil
        guard let source, let value, let colour else { return nil }
        return AlarmFields(source: source, sign: sign, value: value, upTo: upTo, colour: colour, flashes: flashes)
    }
}

/// An alarm whose thresholds have not been compared yet.
private struct AlarmFields {
    let source: FigureSource
    let sign: Alarm.Condition.Operator
    let value: Double
    let upTo: Double?
    let colour: Alarm.Colour
    let flashes: Bool

    /// nil where the range is empty.
    var alarm: Alarm? {
        Alarm.Condition(sign, value, upTo: upTo).map { Alarm(source, $0, colour, flashes: flashes) }
    }
}

extension FieldRule where Value == String {
    fileprivate static let queueName = text(1...DashboardLimits.queueCharacters)
}

extension FieldRule where Value == [String] {
    fileprivate static let queueNames: Self = {
        let rule = FieldRule<String>.queueName
        let limit = DashboardLimits.queues
        return Self(
            expectation: "must be an array of 1 to \(limit) names of queues, none of them twice, each of which "
                + rule.expectation
        ) { json in
            guard let elements = json.array, (1...limit).contains(elements.count) else { return nil }
            let names = elements.compactMap(rule.read)
            return names.count == elements.count && Set(names).count == names.count ? names : nil
        }
    }()
}

extension FieldRule where Value == [Figure] {
    fileprivate static let figures = list(of: Figure.allCases)
    fileprivate static let queueFigures = list(of: Figure.allCases.filter(\.isByQueue))

    private static func list(of allowed: [Figure]) -> Self {
        let limit = DashboardLimits.figuresOfTile
        let words = allowed.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
        return Self(expectation: "must be an array of 1 to \(limit), none of them twice, of \(words)") { json in
            guard let elements = json.array, (1...limit).contains(elements.count), Set(elements).count == elements.count
            else { return nil }
            let figures = elements.compactMap { $0.string.flatMap { Figure(rawValue: $0) } }
            return figures.count == elements.count && figures.allSatisfy(allowed.contains) ? figures : nil
        }
    }
}

extension FieldRule where Value == Double {
    fileprivate static let threshold = Self(expectation: "must be a number from 0 to 1000000000") { json in
        json.number.flatMap { (0...DashboardLimits.threshold).contains($0) ? $0 : nil }
    }
}
