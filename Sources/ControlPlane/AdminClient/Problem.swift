import BoardProtocol
import Values

/// Why the gateway refused a request: a problem document (RFC 9457).
package struct Problem: Sendable {
    /// The status of HTTP.
    package let status: Int
    /// The stable name of the problem, such as `seatLimit`; nil if the answer was no problem document.
    package let code: String?
    /// The whole document, with what is peculiar to this problem.
    package let document: JSON?
    /// Seconds that the gateway asks to wait before the next try.
    package let retryAfterSeconds: Int?

    init(of answer: AdminAnswer) {
        self.status = answer.status
        self.code = answer.json?["code"]?.string
        self.document = answer.json
        self.retryAfterSeconds = answer.retryAfterSeconds
    }

    /// The request may be carried out later as it is: the gateway is short of something, or starting.
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
        // With one wrong field the sentence is about that one.
        if fields.count > 1 { line += " – " + fields.joined(separator: "; ") }
        if !devices.isEmpty { line += " – devices: " + devices.joined(separator: ", ") }
        return line
    }
}
