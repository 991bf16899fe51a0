import BoardProtocol

/// Takes the fields out of the JSON object of a request and notes everything that is wrong with them, so that one
/// answer names every mistake. A field that nobody asked for is a mistake too: a misspelt licence is not lost silently.
struct BodyReader {
    private let fields: JSONObject
    private var known: Set<String> = []
    private var errors: [Problem.FieldError] = []

    /// Throws 422 if `body` is not an object.
    init(_ body: JSON) throws(Problem) {
        guard let fields = body.object else {
            throw Problem(fields: [Problem.FieldError(field: "", reason: "The body must be a JSON object")])
        }
        self.fields = fields
    }

    /// Reads a field that has to be there; nil if it is missing or wrong, which `finish` will tell.
    mutating func required<Value>(_ field: String, _ rule: FieldRule<Value>) -> Value? {
        if fields[field] == nil {
            known.insert(field)
            errors.append(Problem.FieldError(field: field, reason: "is missing"))
            return nil
        }
        return optional(field, rule)
    }

    /// Reads a field that may be left out; nil if it is, or is wrong, which `finish` will tell.
    mutating func optional<Value>(_ field: String, _ rule: FieldRule<Value>) -> Value? {
        known.insert(field)
        guard let json = fields[field] else { return nil }
        guard let value = rule.read(json) else {
            errors.append(Problem.FieldError(field: field, reason: rule.expectation))
            return nil
        }
        return value
    }

    /// Passes over a field that may be left out, and of which one value alone is supported.
    mutating func constant(_ field: String, _ value: JSON, otherwise reason: String) {
        known.insert(field)
        if let json = fields[field], json != value {
            errors.append(Problem.FieldError(field: field, reason: reason))
        }
    }

    /// Ends the reading. Throws 422 with every field that is missing, wrong or unknown.
    func finish() throws(Problem) {
        let unknown = fields.lazy.map(\.key).filter { !known.contains($0) }
            .map { Problem.FieldError(field: $0, reason: "is not a field of this request") }
        let errors = errors + unknown
        guard errors.isEmpty else { throw Problem(fields: errors) }
    }

    /// Ends the reading and hands back the values of the required fields, which are there if nothing was wrong.
    func finish<each Value>(_ values: (repeat (each Value)?)) throws(Problem) -> (repeat each Value) {
        try finish()
        func present<V>(_ value: V?) -> V {
            guard let value else { preconditionFailure("a \(V.self) is nil that was not read as a required field") }
            return value
        }
        return (repeat present(each values))
    }
}
