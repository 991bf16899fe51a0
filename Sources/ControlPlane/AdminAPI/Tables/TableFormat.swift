import HTTPTypes

/// The format in which a table is requested.
enum TableFormat: String, Sendable {
    case json, csv

    /// `?format=` if present, otherwise what `Accept` prefers (RFC 9110, section 12.5.1); JSON by default. Throws 400
    /// for another format.
    static func asked(_ call: AdminCall) throws(Problem) -> TableFormat {
        if let word = call.query["format"] {
            guard let format = TableFormat(rawValue: word) else { throw .query("format", "must be json or csv") }
            return format
        }
        guard let accept = call.headers[.accept] else { return .json }
        let csv = quality(of: "text/csv", in: accept)
        return csv > 0 && csv >= quality(of: "application/json", in: accept) ? .csv : .json
    }

    /// The quality that the header gives to exactly this type; 0 if it does not name it.
    private static func quality(of type: String, in accept: String) -> Double {
        for range in accept.lowercased().split(separator: ",") {
            let parts = range.split(separator: ";").map { $0.filter { $0 != " " && $0 != "\t" } }
            guard parts.first == type else { continue }
            return parts.dropFirst().first { $0.hasPrefix("q=") }.map { Double($0.dropFirst(2)) ?? 0 } ?? 1
        }
        return 0
    }
}

extension Answer {
    /// A table that is complete in memory.
    static func csv(_ bytes: [UInt8], file: String) -> Answer {
        Answer(status: .ok, headers: attachment(file), content: Content(mediaType: csvType, bytes: bytes))
    }

    /// The header that makes browsers save an answer under a name, which has no characters that need quoting.
    static func attachment(_ file: String) -> HTTPFields {
        [.contentDisposition: "attachment; filename=\"\(file)\""]
    }

    static let csvType = "text/csv; charset=utf-8; header=present"
}
