import BoardProtocol
import Values

/// What the gateway answered.
package struct AdminAnswer: Sendable {
    /// The HTTP status.
    package let status: Int
    /// The entity tag, for `If-Match`.
    package let version: String?
    /// Seconds that the gateway asks to wait before the next try.
    package let retryAfterSeconds: Int?
    /// The body as received.
    package let body: [UInt8]
    /// The body as a value; nil if there is none or it is not JSON.
    package let json: JSON?

    init(status: Int, version: String?, retryAfterSeconds: Int?, body: [UInt8], limits: AdminClientLimits) {
        self.status = status
        self.version = version
        self.retryAfterSeconds = retryAfterSeconds
        self.body = body
        var bounds = JSONLimits()
        bounds.maxBytes = limits.maxAnswerBytes
        bounds.maxMembers = limits.maxAnswerMembers
        self.json = try? JSON(parsing: body, limits: bounds)
    }

    /// The request was carried out.
    package var isSuccess: Bool { (200..<300).contains(status) }
}

/// Why the gateway refused a request: a problem document (RFC 9457).
package struct Problem: Sendable {
    /// The HTTP status.
    package let status: Int
    /// The stable name of the problem, such as `seatLimit`; nil if the answer was not a problem document.
    package let code: String?
    /// The whole document, with the members of this kind of problem.
    package let document: JSON?
    /// Seconds that the gateway asks to wait before the next try.
    package let retryAfterSeconds: Int?

    init(of answer: AdminAnswer) {
        self.status = answer.status
        self.code = answer.json?["code"]?.string
        self.document = answer.json
        self.retryAfterSeconds = answer.retryAfterSeconds
    }

    /// The same request may succeed later: the gateway is short of something, or starting.
    package var mayBeRetried: Bool { [429, 502, 503, 504].contains(status) }
}

extension Problem: CustomStringConvertible {
    /// One line for a person: what the gateway said, and for each field what is wrong with it.
    package var description: String {
        let sentence = document?["detail"]?.string ?? document?["title"]?.string ?? "no reason given"
        let fields = (document?["errors"]?.array ?? []).compactMap { error -> String? in
            guard let field = error["field"]?.string, let reason = error["reason"]?.string else { return nil }
            return "\(field): \(reason)"
        }
        let devices = (document?["devices"]?.array ?? []).compactMap { $0["name"]?.string ?? $0["id"]?.string }
        var line = "\(sentence) (\(status)\(code.map { " " + $0 } ?? ""))"
        // With one wrong field, the sentence is about that one.
        if fields.count > 1 { line += " – " + fields.joined(separator: "; ") }
        if !devices.isEmpty { line += " – devices: " + devices.joined(separator: ", ") }
        return line
    }
}

extension JSON {
    /// An object of the fields that have a value; a field given as nil is left out, one given as `.null` is sent.
    ///
    /// Precondition: no field occurs twice.
    package static func fields(_ fields: KeyValuePairs<String, JSON?>) -> JSON {
        var object = JSONObject()
        for (key, value) in fields {
            precondition(object[key] == nil, "the field \(key) is there twice")
            object[key] = value
        }
        return .object(object)
    }
}
