import Values

extension CallEventMessage {
    /// The words of `type`.
    fileprivate enum Kind: String {
        case queued = "call.queued"
        case left = "call.left"
        case ringing = "call.ringing"
        case notAnswered = "call.notAnswered"
        case answered = "call.answered"
        case joined = "call.joined"
        case released = "call.released"
        case held = "call.held"
        case retrieved = "call.retrieved"
        case parked = "call.parked"
        case transferred = "call.transferred"
        case merged = "call.merged"
        case ended = "call.ended"
        case agentState = "agent.state"
    }

    /// Reads one event from its text; see `read`.
    package init(parsing text: Span<UInt8>, limits: JSONLimits) throws(MessageError) {
        self = try Self.read(text, limits: limits).message
    }

    /// Reads one event; see `read`.
    package init(parsing json: JSON) throws(MessageError) {
        self = try Self.read(json).message
    }

    /// An event that was read, and what was done to it.
    package struct Reading: Hashable, Sendable {
        /// The event.
        package let message: CallEventMessage
        /// Whether a text was too long and was cut.
        package let isShortened: Bool
    }

    /// Reads one event from its text. Throws where it cannot be read: without `id`, `type` or `time`, or without the
    /// `callId`, `agent` or `into` that its type needs. Any other field that makes no sense counts as not given, and
    /// texts that are too long are cut.
    package static func read(_ text: Span<UInt8>, limits: JSONLimits) throws(MessageError) -> Reading {
        var parser = JSONParser(limits: limits)
        var fields = EventFields(try Fields(text, &parser))
        let message = try CallEventMessage(&fields)
        return Reading(message: message, isShortened: fields.isShortened)
    }

    /// The same, of a value.
    package static func read(_ json: JSON) throws(MessageError) -> Reading {
        var fields = EventFields(try Fields(json))
        let message = try CallEventMessage(&fields)
        return Reading(message: message, isShortened: fields.isShortened)
    }

    private init(_ fields: inout EventFields) throws(MessageError) {
        id = try fields.identifier("id", maxBytes: MessageLimits.eventIDBytes)
        guard let type = fields.name("type") else { throw .field("type", rule: "is missing") }
        time = try fields.time()
        sequence = fields.integer("sequence", upTo: 1 << 53 - 1)
        switch Kind(rawValue: type) {
        case .agentState:
            guard let name = fields.name("agent") else { throw .field("agent", rule: "is missing") }
            guard let word = fields.name("state") else { throw .field("state", rule: "is missing") }
            if let state = AgentState(rawValue: word) {
                content = .agent(
                    Agent(
                        name: name, state: state, queue: fields.name("queue"), pauseReason: fields.name("pauseReason")))
            } else {
                content = .unknown(Unknown(type: type, state: word, agent: name))
            }
        case let kind?: content = .call(try Call(&fields, kind))
        case nil: content = .unknown(Unknown(type: type, state: fields.name("state"), agent: fields.name("agent")))
        }
    }

    /// The event as one JSON text.
    package func encode() -> [UInt8] {
        var json = JSONWriter(reserving: 256)
        write(to: &json)
        return json.finish()
    }

    /// Writes the event as a JSON object.
    package func write(to json: inout JSONWriter) {
        json.beginObject()
        json.member("id", id)
        json.member("type", type)
        json.member("time", time)
        if let sequence { json.member("sequence", sequence) }
        switch content {
        case .call(let call): call.writeMembers(to: &json)
        case .agent(let agent): agent.writeMembers(to: &json)
        case .unknown(let unknown):
            if let agent = unknown.agent { json.member("agent", agent) }
            if let state = unknown.state { json.member("state", state) }
        }
        json.endObject()
    }

    /// The field `type`.
    package var type: String {
        switch content {
        case .agent: return Kind.agentState.rawValue
        case .unknown(let unknown): return unknown.type
        case .call(let call):
            let kind: Kind =
                switch call.step {
                case .queued: .queued
                case .left: .left
                case .ringing: .ringing
                case .notAnswered: .notAnswered
                case .answered: .answered
                case .joined: .joined
                case .released: .released
                case .held: .held
                case .retrieved: .retrieved
                case .parked: .parked
                case .transferred: .transferred
                case .merged: .merged
                case .ended: .ended
                }
            return kind.rawValue
        }
    }
}

extension CallEventMessage.Call {
    fileprivate init(_ fields: inout EventFields, _ kind: CallEventMessage.Kind) throws(MessageError) {
        id = try fields.identifier("callId", maxBytes: MessageLimits.callIDBytes)
        agent = fields.name("agent")
        switch kind {
        case .queued: step = .queued
        case .left: step = .left(reason: fields.name("reason"))
        case .ringing: step = .ringing
        case .notAnswered: step = .notAnswered(reason: fields.name("reason"))
        case .answered: step = .answered
        case .joined: step = .joined
        case .released: step = .released
        case .held: step = .held
        case .retrieved: step = .retrieved
        case .parked: step = .parked
        case .transferred: step = .transferred(fields.destination())
        case .merged: step = .merged(into: try fields.identifier("into", maxBytes: MessageLimits.callIDBytes))
        case .ended: step = .ended(reason: fields.name("reason"))
        case .agentState: preconditionFailure("agent.state is no step of a call")
        }
        switch kind {
        case .ringing, .notAnswered, .joined, .released:
            guard agent != nil else { throw .field("agent", rule: "is missing") }
        case .queued, .left, .answered, .ended:
            waitMilliseconds = fields.milliseconds("waitSeconds", upTo: MessageLimits.waitMilliseconds)
        case .held, .retrieved, .parked, .transferred, .merged, .agentState: break
        }
        direction = fields.text("direction").flatMap { CallEventMessage.Direction(rawValue: $0) }
        queue = fields.name("queue")
        caller = fields.name("caller")
    }

    fileprivate func writeMembers(to json: inout JSONWriter) {
        json.member("callId", id)
        if let direction { json.member("direction", direction.rawValue) }
        if let queue { json.member("queue", queue) }
        if let agent { json.member("agent", agent) }
        if let caller { json.member("caller", caller) }
        switch step {
        case .left(let reason), .notAnswered(let reason), .ended(let reason):
            if let reason { json.member("reason", reason) }
        case .transferred(.queue(let name)): json.member("toQueue", name)
        case .transferred(.agent(let name)): json.member("toAgent", name)
        case .transferred(.number(let number)): json.member("toNumber", number)
        case .merged(let into): json.member("into", into)
        default: break
        }
        if let waitMilliseconds {
            json.key("waitSeconds")
            json.seconds(milliseconds: waitMilliseconds)
        }
    }
}

extension CallEventMessage.Agent {
    fileprivate func writeMembers(to json: inout JSONWriter) {
        json.member("agent", name)
        json.member("state", state.rawValue)
        if let queue { json.member("queue", queue) }
        if let pauseReason { json.member("pauseReason", pauseReason) }
    }
}

/// The fields of an event: what makes no sense counts as not given.
private struct EventFields {
    private let fields: Fields
    /// Whether a text was cut.
    private(set) var isShortened = false

    init(_ fields: Fields) { self.fields = fields }

    /// A text of 1 to `maxBytes` bytes in normal form C, without control characters.
    func identifier(_ name: String, maxBytes: Int) throws(MessageError) -> String {
        let text = try fields.required(name, fields.string).normalised
        guard (1...maxBytes).contains(text.utf8.count) else {
            throw .field(name, rule: "is not of 1 to \(maxBytes) bytes")
        }
        guard !text.unicodeScalars.contains(where: Fields.isControl) else {
            throw .field(name, rule: "contains a control character")
        }
        return text
    }

    func time() throws(MessageError) -> Instant { try fields.required("time", fields.timestamp) }

    func text(_ name: String) -> String? { fields.value(name)?.string }

    /// A text for people, trimmed, in normal form C, and cut where it is too long; nil where it is empty or has control
    /// characters.
    mutating func name(_ name: String) -> String? {
        guard let text = text(name)?.normalisedName, !text.isEmpty,
            !text.unicodeScalars.contains(where: Fields.isControl)
        else { return nil }
        let most = MessageLimits.callNameScalars
        guard text.utf8.count > most, text.unicodeScalars.count > most else { return text }
        isShortened = true
        return String(text.unicodeScalars.prefix(most)).normalisedName
    }

    /// Where a transfer goes: the first of the fields that is given.
    mutating func destination() -> CallEventMessage.Destination {
        if let queue = name("toQueue") { return .queue(queue) }
        if let agent = name("toAgent") { return .agent(agent) }
        if let number = name("toNumber") { return .number(number) }
        return .unknown
    }

    func integer(_ name: String, upTo most: Int64) -> Int64? {
        guard case .integer(let value) = fields.value(name), (0...most).contains(value) else { return nil }
        return value
    }

    /// A number of seconds, in milliseconds.
    func milliseconds(_ name: String, upTo most: Int64) -> Int64? {
        guard let seconds = fields.value(name)?.number, seconds >= 0, seconds * 1000 <= Double(most) else { return nil }
        return Int64((seconds * 1000).rounded())
    }
}
