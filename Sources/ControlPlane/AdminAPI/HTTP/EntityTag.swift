import Crypto
import HTTPTypes
import Values

/// An entity tag (RFC 9110, section 8.8.3).
struct EntityTag: Hashable, Sendable, CustomStringConvertible {
    /// The text between the quotes.
    let opaque: String
    let isWeak: Bool

    /// The tag of a resource whose versions are counted.
    init(version: Int) {
        opaque = String(version)
        isWeak = false
    }

    /// The strong tag of a resource, from what may be edited of it: the first 96 bits of the SHA-256 hash of a JSON
    /// text.
    init(of json: [UInt8]) {
        opaque = Base64URL.encode(Array(SHA256.hash(data: json).prefix(12)))
        isWeak = false
    }

    /// As in a header: `"3"` or `W/"3"`.
    var description: String { "\(isWeak ? "W/" : "")\"\(opaque)\"" }
}

extension EntityTag {
    /// Reads the next tag; nil if there is none.
    fileprivate init?(readingFrom text: inout Substring) {
        isWeak = text.hasPrefix("W/")
        if isWeak { text.removeFirst(2) }
        guard text.first == "\"", let end = text.dropFirst().firstIndex(of: "\"") else { return nil }
        let opaque = text[text.index(after: text.startIndex)..<end]
        guard opaque.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else { return nil }
        self.opaque = String(opaque)
        text = text[text.index(after: end)...]
    }
}

/// The condition of an `If-Match` header (RFC 9110, section 13.1.1).
enum IfMatch: Hashable, Sendable {
    /// `*`: any version, as long as the resource is there.
    case any
    case tags([EntityTag])

    /// Returns nil if `header` is neither `*` nor a list of entity tags.
    init?(_ header: String) {
        if header == "*" {
            self = .any
            return
        }
        var tags: [EntityTag] = []
        var rest = header[...]
        repeat {
            rest = rest.drop { $0 == " " || $0 == "\t" }
            guard let tag = EntityTag(readingFrom: &rest) else { return nil }
            tags.append(tag)
            rest = rest.drop { $0 == " " || $0 == "\t" }
            if rest.isEmpty {
                self = .tags(tags)
                return
            }
        } while rest.popFirst() == ","
        return nil
    }

    /// Whether an `If-None-Match` that names the same holds for a resource with `tag`, or for one that is not there
    /// (nil). Weak tags count, too (section 13.1.2).
    func excludes(_ tag: EntityTag?) -> Bool {
        guard let tag else { return true }
        return switch self {
        case .any: false
        case .tags(let tags): !tags.contains { $0.opaque == tag.opaque }
        }
    }

    /// Whether the condition holds for a resource with `tag`. Weak tags match nothing (section 8.8.3.2).
    func allows(_ tag: EntityTag) -> Bool {
        switch self {
        case .any: true
        case .tags(let tags): tags.contains { !$0.isWeak && !tag.isWeak && $0.opaque == tag.opaque }
        }
    }
}

/// What a request requires of the resource that it changes (RFC 9110, section 13.1).
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

    /// The same, as a check of a value that has a tag.
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

/// A resource whose entity tag is made from what may be edited of it, not from what changes by itself.
protocol Tagged: SendableMetatype {
    var entityTag: EntityTag { get }
}
