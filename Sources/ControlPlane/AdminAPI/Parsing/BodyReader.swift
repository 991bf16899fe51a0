import Values

/// Reads the fields of the JSON object of a request and collects everything that is wrong with them, so that one
/// answer names every mistake. An unknown field is a mistake too: a misspelt licence is not lost silently.
struct BodyReader {
    private let fields: JSONObject
    private var known: Set<String> = []
    private var errors: [Problem.FieldError] = []

    /// Throws 422 if `body` is not an object.
    init(_ body: JSON) throws(Problem) {
        guard let fields = body.object else {
            throw Problem(fields: [Problem.FieldError(field: "", reason: "The body must be a JSON object")])
        }
        self.init(fields)
    }

    private init(_ fields: JSONObject) {
        self.fields = fields
    }

    /// Reads a required field; nil if it is missing or wrong, which `finish` will report.
    mutating func required<Value>(_ field: String, _ rule: FieldRule<Value>) -> Value? {
        if fields[field] == nil {
            known.insert(field)
            errors.append(Problem.FieldError(field: field, reason: "is missing"))
            return nil
        }
        return optional(field, rule)
    }

    /// Reads an optional field; nil if it is missing or wrong; `finish` will report what is wrong.
    mutating func optional<Value>(_ field: String, _ rule: FieldRule<Value>) -> Value? {
        known.insert(field)
        guard let json = fields[field] else { return nil }
        guard let value = rule.read(json) else {
            errors.append(Problem.FieldError(field: field, reason: rule.expectation))
            return nil
        }
        return value
    }

    /// Reads an array of at most so many objects, each with `read`; what is wrong with one is reported by its place,
    /// such as `tiles[2].kind`. Empty if the field is missing, nil if anything is wrong.
    mutating func list<Item>(
        _ field: String, atMost limit: Int, _ read: (inout BodyReader) -> Item?
    ) -> [Item]? {
        let rule = FieldRule<[JSON]>(expectation: "must be an array of at most \(limit) objects") { json in
            json.array.flatMap { $0.count <= limit ? Array($0) : nil }
        }
        guard fields[field] != nil else {
            known.insert(field)
            return []
        }
        guard let elements = optional(field, rule) else { return nil }
        var items: [Item] = []
        for (index, element) in elements.enumerated() {
            let place = "\(field)[\(index)]"
            guard let object = element.object else {
                errors.append(Problem.FieldError(field: place, reason: "must be a JSON object"))
                continue
            }
            var reader = BodyReader(object)
            if let item = read(&reader) { items.append(item) }
            errors += reader.mistakes.map { Problem.FieldError(field: "\(place).\($0.field)", reason: $0.reason) }
        }
        return items.count == elements.count ? items : nil
    }

    /// Records a mistake that no rule of a single field covers.
    mutating func refuse(_ field: String, _ reason: String) {
        errors.append(Problem.FieldError(field: field, reason: reason))
    }

    /// Treats every field as known: which ones are allowed depends on one that is wrong.
    mutating func passOverTheRest() {
        known.formUnion(fields.lazy.map(\.key))
    }

    /// Finishes reading. Throws 422 with every field that is missing, wrong or unknown.
    func finish() throws(Problem) {
        let mistakes = mistakes
        guard mistakes.isEmpty else { throw Problem(fields: mistakes) }
    }

    private var mistakes: [Problem.FieldError] {
        let unknown = fields.lazy.map(\.key).filter { !known.contains($0) }
            .map { Problem.FieldError(field: $0, reason: "is not a field of this request") }
        return errors + unknown
    }

    /// Finishes reading and returns the values of the required fields, which are present if nothing was wrong.
    func finish<each Value>(_ values: (repeat (each Value)?)) throws(Problem) -> (repeat each Value) {
        try finish()
        func present<V>(_ value: V?) -> V {
            guard let value else { preconditionFailure("a \(V.self) is nil that was not read as a required field") }
            return value
        }
        return (repeat present(each values))
    }
}
