import Values

/// Why a text is not a message of the protocol. Holds nothing of the text itself: it may be logged and sent back.
package enum MessageError: Error, Hashable, Sendable {
    /// The text breaks the rules of JSON.
    case notJSON(JSONError)
    /// The text is JSON, but not an object.
    case notAnObject
    /// A field breaks a rule: "`name` `rule`" is the sentence, such as "serial is missing".
    case field(String, rule: String)

    /// A sentence without the full stop that names the fault.
    package var reason: String {
        switch self {
        case .notJSON(let error): "not JSON: \(error)"
        case .notAnObject: "not a JSON object"
        case .field(let name, let rule): "\(name) \(rule)"
        }
    }
}

extension MessageError: CustomStringConvertible {
    /// The same as `reason`.
    package var description: String { reason }
}
