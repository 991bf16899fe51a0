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
            body.required("callId", .callID), body.required("state", FieldRule<ActiveCall.State>.word),
            body.required("since", .moment)
        )
        let queue = body.optional("queue", FieldRule<String?>.callName)
        let agents = body.optional("agents", FieldRule<[String]>.callNames)
        let direction = body.optional("direction", FieldRule<CallStep.Direction>.word.orNull)
        let caller = body.optional("caller", FieldRule<String?>.callName)
        let wait = body.optional("waitSeconds", FieldRule<Int64?>.wait)
        let (id, state, since) = try body.finish(required)
        var call = ActiveCall(call: id, state: state, since: since)
        call.queue = queue ?? nil
        call.agents = agents ?? []
        call.direction = direction ?? nil
        call.caller = caller ?? nil
        call.waitMilliseconds = wait ?? nil
        return call
    }
}

extension FieldRule where Value == String {
    /// The id of a call, by the rule of call events: in normal form C.
    static let callID = Self(
        expectation: "must be a text of 1 to \(MessageLimits.callIDBytes) bytes without control characters"
    ) { json in
        json.string.map(\.normalised).flatMap { text in
            (1...MessageLimits.callIDBytes).contains(text.utf8.count) && !hasControl(text) ? text : nil
        }
    }
}

extension FieldRule where Value == String? {
    /// A name in a call, by the rule of call events: trimmed, in normal form C, cut where it is too long, and absent if
    /// nothing is left.
    static let callName = Self(expectation: "must be a text without control characters, or null") { json in
        if case .null = json { return .some(nil) }
        guard let name = json.string.flatMap(cleanName) else { return nil }
        return .some(name.isEmpty ? nil : name)
    }
}

extension FieldRule where Value == [String] {
    /// The names of agents, none twice.
    static let callNames = Self(expectation: "must be a list of texts without control characters") { json in
        guard case .array(let items) = json, items.count <= maxAgents else { return nil }
        var names: [String] = []
        for item in items {
            guard let name = item.string.flatMap(cleanName), !name.isEmpty else { return nil }
            if !names.contains(name) { names.append(name) }
        }
        return names
    }
}

extension FieldRule where Value == Int64? {
    /// A wait in seconds, in milliseconds.
    static let wait = Self(
        expectation: "must be a number from 0 to \(MessageLimits.waitMilliseconds / 1000), or null"
    ) { json in
        if case .null = json { return .some(nil) }
        guard let seconds = json.number, (0...Double(MessageLimits.waitMilliseconds) / 1000).contains(seconds) else {
            return nil
        }
        return .some(Int64((seconds * 1000).rounded()))
    }
}

/// Agents of one call that a statement can name.
private let maxAgents = 100

private func cleanName(_ text: String) -> String? {
    let name = text.normalisedName
    guard !hasControl(name) else { return nil }
    return String(name.unicodeScalars.prefix(MessageLimits.callNameScalars)).normalisedName
}

private func hasControl(_ text: String) -> Bool {
    text.unicodeScalars.contains { $0.properties.generalCategory == .control }
}

extension FieldRule where Value == Instant {
    /// A moment as RFC 3339 writes it.
    static let moment = Self(expectation: "must be a time as RFC 3339 writes it") { json in
        json.string.flatMap { Instant($0) }
    }
}
