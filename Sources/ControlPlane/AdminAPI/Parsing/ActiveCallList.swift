import BoardProtocol
import Values
import WallboardCore

/// Reads a statement of the active calls and names every mistake by its place, such as `calls[3].callId`, up to a
/// bound.
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
        // A call that is listed twice conflicts with itself; any other mistake is one of the field.
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
            body.required("callId", .callID), body.required("state", FieldRule<CallSituation.State>.word),
            body.required("since", .moment)
        )
        let queue = body.optional("queue", FieldRule<String?>.callName)
        let agent = body.optional("agent", FieldRule<String?>.callName)
        let direction = body.optional("direction", FieldRule<CallStep.Direction>.word.orNull)
        let caller = body.optional("caller", FieldRule<String?>.callName)
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
    /// The id of a call, by the rule of call events: in normal form C.
    static let callID = Self(expectation: "must be \(callText)") { json in
        json.string.map(\.normalised).flatMap { isCallText($0) ? $0 : nil }
    }
}

extension FieldRule where Value == String? {
    /// A name in a call, by the rule of call events: trimmed, in normal form C, and absent if nothing is left.
    static let callName = Self(expectation: "must be \(callText), or null") { json in
        if case .null = json { return .some(nil) }
        guard let name = json.string?.normalisedName else { return nil }
        if name.isEmpty { return .some(nil) }
        return isCallText(name) ? .some(name) : nil
    }
}

private let callText = "a text of 1 to \(MessageLimits.callFieldBytes) bytes without control characters"

private func isCallText(_ text: String) -> Bool {
    (1...MessageLimits.callFieldBytes).contains(text.utf8.count)
        && !text.unicodeScalars.contains { $0.properties.generalCategory == .control }
}

extension FieldRule where Value == Instant {
    /// A moment as RFC 3339 writes it.
    static let moment = Self(expectation: "must be a time as RFC 3339 writes it") { json in
        json.string.flatMap { Instant($0) }
    }
}
