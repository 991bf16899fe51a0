import HTTPTypes

/// What a request asks of the resource that it changes (RFC 9110, section 13.1).
struct Preconditions: Sendable {
    /// `If-Match`; nil: nothing.
    let match: IfMatch?
    /// `If-None-Match`; nil: nothing.
    let noneMatch: IfMatch?

    /// Reads both headers. Throws 400 if one cannot be read.
    init(_ headers: HTTPFields) throws(Problem) {
        match = try Self.read(headers, .ifMatch)
        noneMatch = try Self.read(headers, .ifNoneMatch)
    }

    /// Whether a resource with this tag, or one that is not there (nil), may be changed.
    func allow(_ tag: EntityTag?) -> Bool {
        if let match, !(tag.map { match.allows($0) } ?? false) { return false }
        return noneMatch?.excludes(tag) ?? true
    }

    /// The same as a question about a value that has a tag.
    func precondition<Value: Tagged>() -> Precondition<Value> {
        { value in allow(value?.entityTag) }
    }

    private static func read(_ headers: HTTPFields, _ name: HTTPField.Name) throws(Problem) -> IfMatch? {
        guard let text = headers[name] else { return nil }
        guard let condition = IfMatch(text) else {
            throw Problem(kind: .malformedRequest, detail: "\(name.rawName) must be * or entity tags such as \"3\".")
        }
        return condition
    }
}

/// A resource whose entity tag is made from what may be edited of it, and not from what changes by itself.
protocol Tagged: SendableMetatype {
    var entityTag: EntityTag { get }
}
