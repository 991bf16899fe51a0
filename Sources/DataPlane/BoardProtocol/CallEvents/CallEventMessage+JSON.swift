import Values

extension CallEventMessage {
    /// The words of `type`.
    private enum Kind: String, CaseIterable {
        case queued = "call.queued"
        case ringing = "call.ringing"
        case answered = "call.answered"
        case held = "call.held"
        case retrieved = "call.retrieved"
        case transferred = "call.transferred"
        case ended = "call.ended"
        case agentState = "agent.state"
    }

    /// Reads one event. Fields that its type does not have are ignored; the first that breaks its rule is thrown.
    package init(parsing json: JSON) throws(MessageError) {
        try self.init(Fields(json))
    }

    /// Reads one event from its text.
    package init(parsing text: Span<UInt8>, limits: JSONLimits) throws(MessageError) {
        var parser = JSONParser(limits: limits)
        try self.init(Fields(text, &parser))
    }

    private init(_ fields: Fields) throws(MessageError) {
        id = try fields.required("id", fields.identifier)
        let kind: Kind = try fields.required("type", fields.word)
        time = try fields.required("time", fields.timestamp)
        let step: Step
        switch kind {
        case .queued: step = .queued
        case .ringing: step = .ringing
        case .answered: step = .answered
        case .held: step = .held
        case .retrieved: step = .retrieved
        case .transferred: step = .transferred
        case .ended: step = .ended(try fields.word("reason") ?? .unknown)
        case .agentState:
            content = .agent(try Agent(fields))
            return
        }
        content = .call(try Call(fields, step: step))
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
        json.member("type", kind.rawValue)
        json.member("time", time)
        switch content {
        case .call(let call): call.writeMembers(to: &json)
        case .agent(let agent): agent.writeMembers(to: &json)
        }
        json.endObject()
    }

    private var kind: Kind {
        guard case .call(let call) = content else { return .agentState }
        return switch call.step {
        case .queued: .queued
        case .ringing: .ringing
        case .answered: .answered
        case .held: .held
        case .retrieved: .retrieved
        case .transferred: .transferred
        case .ended: .ended
        }
    }
}

extension CallEventMessage.Call {
    fileprivate init(_ fields: Fields, step: CallEventMessage.Step) throws(MessageError) {
        id = try fields.required("callId", fields.identifier)
        self.step = step
        direction = try fields.word("direction")
        queue = try fields.name("queue")
        agent = try fields.name("agent")
        caller = try fields.name("caller")
    }

    fileprivate func writeMembers(to json: inout JSONWriter) {
        json.member("callId", id)
        if let direction { json.member("direction", direction.rawValue) }
        if let queue { json.member("queue", queue) }
        if let agent { json.member("agent", agent) }
        if let caller { json.member("caller", caller) }
        if case .ended(let reason) = step { json.member("reason", reason.rawValue) }
    }
}

extension CallEventMessage.Agent {
    fileprivate init(_ fields: Fields) throws(MessageError) {
        name = try fields.required("agent", fields.name)
        state = try fields.required("state", fields.word)
        pauseReason = try fields.name("pauseReason")
    }

    fileprivate func writeMembers(to json: inout JSONWriter) {
        json.member("agent", name)
        json.member("state", state.rawValue)
        if let pauseReason { json.member("pauseReason", pauseReason) }
    }
}

extension Fields {
    /// A text of 1–128 bytes in normal form C, without control characters.
    fileprivate func identifier(_ name: String) throws(MessageError) -> String? {
        guard let text = try string(name)?.normalised else { return nil }
        try Self.check(text, name)
        return text
    }

    /// The same, trimmed, where it may be unknown. An empty text means unknown too: many a feed has a column for it
    /// anyway.
    fileprivate func name(_ name: String) throws(MessageError) -> String? {
        guard let text = try string(name)?.normalisedName, !text.isEmpty else { return nil }
        try Self.check(text, name)
        return text
    }

    private static func check(_ text: String, _ name: String) throws(MessageError) {
        guard (1...MessageLimits.callFieldBytes).contains(text.utf8.count) else {
            throw .field(name, rule: "is not of 1 to \(MessageLimits.callFieldBytes) bytes")
        }
        guard !text.unicodeScalars.contains(where: isControl) else {
            throw .field(name, rule: "contains a control character")
        }
    }
}
