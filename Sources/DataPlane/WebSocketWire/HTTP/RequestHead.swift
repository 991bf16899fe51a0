/// The head of an HTTP/1.1 or 1.0 request (RFC 9112, section 3), checked.
package struct RequestHead: Hashable, Sendable {
    /// A token, as sent: methods are case-sensitive.
    package let method: String
    /// From the first `/` up to the query, percent-encoding as sent; never empty.
    package let path: String
    /// The part after the `?`; nil if there is none.
    package let query: String?
    /// Host and port that the request is for: from the absolute-form where that was used, else from `Host`; empty where
    /// an HTTP/1.0 request has neither.
    package let host: String
    /// Whether it is HTTP/1.0, which health checks of load balancers use.
    package let isVersion10: Bool
    /// All header fields.
    package let fields: HeaderFields

    /// The values of all fields of that name, compared ignoring case, in order.
    package subscript(name: String) -> [String] { fields[name] }

    init(_ head: HeadReader.Head) throws(HTTPFailure) {
        let parts = head.startLine.split(separator: UInt8.space, omittingEmptySubsequences: false)
        guard parts.count == 3, !parts[0].isEmpty, parts[0].allSatisfy(\.isTokenCharacter) else {
            throw HTTPFailure(status: 400, reason: "invalid request line")
        }
        isVersion10 = try Self.minorVersion(parts[2]) == 0
        guard let target = RequestTarget(parts[1]) else {
            throw HTTPFailure(status: 400, reason: "invalid request target")
        }
        method = String(decoding: parts[0], as: UTF8.self)
        path = target.path
        query = target.query
        fields = head.fields
        let host = try Self.host(of: head.fields, mayBeMissing: isVersion10)
        self.host = target.authority ?? host
    }

    /// A higher minor version is read like 1.1 (RFC 9110, section 2.5).
    private static func minorVersion(_ version: ArraySlice<UInt8>) throws(HTTPFailure) -> UInt8 {
        let text = Array(version)
        guard text.count == 8, text.starts(with: "HTTP/".utf8), text[5].isDigit, text[6] == UInt8(ascii: "."),
            text[7].isDigit
        else { throw HTTPFailure(status: 400, reason: "invalid request line") }
        guard text[5] == UInt8(ascii: "1") else { throw .versionNotSupported }
        return text[7] - UInt8(ascii: "0")
    }

    /// Exactly one `Host` (RFC 9112, section 3.2), which HTTP/1.0 did not have.
    private static func host(of fields: HeaderFields, mayBeMissing: Bool) throws(HTTPFailure) -> String {
        let hosts = fields["Host"]
        if hosts.isEmpty, mayBeMissing { return "" }
        guard hosts.count == 1 else {
            throw HTTPFailure(status: 400, reason: hosts.isEmpty ? "no Host" : "Host given more than once")
        }
        guard RequestTarget.isAuthority(hosts[0].utf8) else { throw HTTPFailure(status: 400, reason: "invalid Host") }
        return hosts[0]
    }
}

/// Reads the head of an HTTP/1.1 request as it arrives. For one request: not usable after a head or an error.
package struct RequestReader: Sendable {
    /// The bounds of the head.
    package typealias Limits = HeadLimits

    private var reader: HeadReader

    /// A reader at the start of a connection.
    package init(limits: Limits = Limits()) {
        reader = HeadReader(limits: limits)
    }

    /// Consumes bytes of `input` from `offset` on (0…count, moved past what was consumed) up to the end of the head, or
    /// all of them: then it returns nil. What follows the head is left.
    package mutating func next(_ input: Span<UInt8>, at offset: inout Int) throws(HTTPFailure) -> RequestHead? {
        let head: HeadReader.Head?
        do {
            head = try reader.next(input, at: &offset)
        } catch {
            throw HTTPFailure(error)
        }
        guard let head else { return nil }
        return try RequestHead(head)
    }
}
