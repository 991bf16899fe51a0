import BoardProtocol
import WallboardCore

/// Reads a statement of the active calls and names every mistake by its place, such as `calls[3].callId`, up to a bound.
enum ActiveCallList {
    /// Throws 422 with every mistake.
    static func calls(_ items: [JSON], limits: AdminLimits) throws(Problem) -> [ActiveCall] {
        guard items.count <= limits.activeCalls else {
            throw Problem(fields: [
                Problem.FieldError(field: "calls", reason: "must be at most \(limits.activeCalls) calls")
            ])
        }
        var calls: [ActiveCall] = []
        var places: [String: Int] = [:]
        var errors: [Problem.FieldError] = []
        // A call that is there twice is a conflict with itself; any other mistake is one of the field.
        var isInvalid = false
        for (place, item) in items.enumerated() where errors.count < limits.activeCallErrors {
            do throws(Problem) {
                let call = try call(item)
                if let earlier = places.updateValue(place, forKey: call.call) {
                    errors.append(
                        Problem.FieldError(
                            field: "calls[\(place)].callId", reason: "is stated by calls[\(earlier)] already"))
                }
                calls.append(call)
            } catch {
                guard case .fields(let mistakes) = error.extras else { preconditionFailure("\(error)") }
                isInvalid = true
                errors += mistakes.prefix(limits.activeCallErrors - errors.count).map { mistake in
                    mistake.field.isEmpty
                        ? Problem.FieldError(field: "calls[\(place)]", reason: "must be a JSON object")
                        : Problem.FieldError(field: "calls[\(place)].\(mistake.field)", reason: mistake.reason)
                }
            }
        }
        guard errors.isEmpty else { throw Problem(isInvalid ? .invalidFields : .duplicateIDs, fields: errors) }
        return calls
    }

    private static func call(_ item: JSON) throws(Problem) -> ActiveCall {
        var body = try BodyReader(item)
        let required = (
            body.required("callId", .callField), body.required("state", FieldRule<CallSituation.State>.word),
            body.required("since", .moment)
        )
        let queue = body.optional("queue", FieldRule<String>.callField.orNull)
        let agent = body.optional("agent", FieldRule<String>.callField.orNull)
        let direction = body.optional("direction", FieldRule<CallStep.Direction>.word.orNull)
        let caller = body.optional("caller", FieldRule<String>.callField.orNull)
        let (id, state, since) = try body.finish(required)
        var call = ActiveCall(call: id, state: state, since: since)
        call.queue = queue ?? nil
        call.agent = agent ?? nil
        call.direction = direction ?? nil
        call.caller = caller ?? nil
        return call
    }
}

extension FieldRule where Value == String {
    /// A field of a call, by the rule of call events.
    static let callField = Self(
        expectation: "must be a text of 1 to \(MessageLimits.callFieldBytes) bytes without control characters"
    ) { json in
        guard let text = json.string, (1...MessageLimits.callFieldBytes).contains(text.utf8.count),
            !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
        else { return nil }
        return text
    }
}

extension FieldRule where Value == Instant {
    /// A moment as RFC 3339 writes it.
    static let moment = Self(expectation: "must be a time as RFC 3339 writes it") { json in
        json.string.flatMap { Timestamp($0) }.map { Instant(milliseconds: $0.milliseconds) }
    }
}
