import BoardProtocol
import FuzzSupport
import Values

/// What has to be true of every body of call events.
enum CallEventProperties {
    static func check(_ body: [UInt8]) {
        var small = CallEventLimits()
        small.maxEvents = 3
        small.maxEventBytes = 120
        for limits in [CallEventLimits(), small] {
            let lines = batch(body, .lines, limits)
            let array = batch(body, .array, limits)
            let looksLikeAnArray = body.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) } == UInt8(ascii: "[")
            require(batch(body, nil, limits) == (looksLikeAnArray ? array : lines), "taken for the wrong format")
            for batch in [lines, array].compactMap({ $0 }) { check(batch, of: body, limits) }
        }
        checkSkipping(body)
    }

    private static func batch(
        _ body: [UInt8], _ format: CallEventBatch.Format?, _ limits: CallEventLimits
    ) -> CallEventBatch? {
        do throws(CallEventBatch.BodyError) {
            return try CallEventBatch(body, format: format, limits: limits)
        } catch {
            require(!error.reason.isEmpty, "an error without a reason")
            return nil
        }
    }

    private static func check(_ batch: CallEventBatch, of body: [UInt8], _ limits: CallEventLimits) {
        require(batch.events.count + batch.rejected.count <= limits.maxEvents, "more than \(limits.maxEvents) events")
        let lines = (batch.events.map(\.line) + batch.rejected.map(\.line)).sorted()
        require(Set(lines).count == lines.count, "two events of one line: \(lines)")
        require(lines.first ?? 1 >= 1 && lines.last ?? 0 <= body.count, "lines \(lines) of \(body.count) bytes")
        let messages = batch.events.map(\.message)
        for message in messages { check(message) }
        if !messages.isEmpty { checkThatItIsReadAgain(messages) }
    }

    private static func check(_ message: CallEventMessage) {
        let texts: [String?] =
            switch message.content {
            case .call(let call): [message.id, call.id, call.queue, call.agent, call.caller]
            case .agent(let agent): [message.id, agent.name, agent.pauseReason]
            }
        for text in texts.compactMap({ $0 }) {
            require((1...128).contains(text.utf8.count), "a text of \(text.utf8.count) bytes")
            require(!text.unicodeScalars.contains { $0.properties.generalCategory == .control }, "a control character")
        }
        require(message.encode().count <= CallEventLimits().maxEventBytes, "longer than an event may be")
    }

    /// The valid ones are written as lines and as an array, and none is lost.
    private static func checkThatItIsReadAgain(_ messages: [CallEventMessage]) {
        let lines = batch(CallEventBatch.encode(messages), .lines, CallEventLimits())
        require(lines?.events.map(\.message) == messages && lines?.rejected.isEmpty == true, "\(messages) as lines")
        let array = [UInt8(ascii: "[")] + messages.map { $0.encode() }.joined(separator: [UInt8(ascii: ",")])
        let elements = batch(array + [UInt8(ascii: "]")], nil, CallEventLimits())
        require(
            elements?.events.map(\.message) == messages && elements?.rejected.isEmpty == true, "\(messages) in an array"
        )
    }

    /// An array that is skipped element by element has the elements that parsing it whole finds.
    private static func checkSkipping(_ body: [UInt8]) {
        let batch = batch(body, .array, CallEventLimits())
        var whole = JSONLimits()
        // The outer brackets add one level of depth; the events of the array have bounds of their own.
        whole.maxDepth += 1
        whole.maxMembers = .max
        whole.maxBytes = .max
        do throws(JSONError) {
            let elements = try JSON(parsing: body, limits: whole).array
            require(
                batch.map { $0.events.count + $0.rejected.count } == elements?.count, "skipping and parsing disagree")
            for event in batch?.events ?? [] {
                let read = elements.flatMap { try? CallEventMessage(parsing: $0[event.line - 1]) }
                require(read == event.message, "event \(event.line): skipping and parsing disagree")
            }
        } catch {
            // What only a parser notices: skipping builds nothing to compare or to count.
            let isSeenByReading = error.reason == .duplicateKey || error.reason == .numberOutOfRange
            require(batch == nil || isSeenByReading, "skipped what is broken: \(error)")
        }
    }
}
