import Values
import WallboardCore

extension AdminCall {
    /// The body as the audit and the log keep it: JSON text, without a code that might still let a board in, and cut
    /// to `limit` characters. A truncated body is kept as its `beginning` and the number of its `bytes`. Nil: no
    /// body.
    func change(upTo limit: Int) -> String? {
        let bytes: [UInt8]
        let isJSON: Bool
        switch body {
        case .none where route.audit == .export: (bytes, isJSON) = (exportedTime, true)
        case .none, .callEvents, .activeCalls: return nil
        case .json(let json): (bytes, isJSON) = (json.withoutSecrets.encode(), true)
        case .csv(let text): (bytes, isJSON) = (text, false)
        }
        let text = String(decoding: bytes, as: UTF8.self)
        if isJSON && text.unicodeScalars.count <= limit { return text }
        let beginning = String(String.UnicodeScalarView(text.unicodeScalars.prefix(limit)))
        let cut = JSONWriter.text { json in
            json.member("beginning", beginning)
            json.member("bytes", bytes.count)
        }
        return String(decoding: cut, as: UTF8.self)
    }

    /// The period whose call events were exported, as the query gives it.
    private var exportedTime: [UInt8] {
        JSONWriter.text { json in
            for name in ["from", "to"] { if let moment = query[name] { json.member(name, moment) } }
        }
    }

    /// What the audit keeps of the request before it is carried out.
    func auditRecord(at now: Instant, path: String, limits: AdminLimits) -> AuditRecord {
        let principal = changer
        return AuditRecord(
            at: now, author: principal.author, role: principal.role, address: peer, operation: route.operation,
            path: String(path.prefix(limits.loggedCharacters)),
            customer: parameters["customerId"].flatMap { CustomerID($0) } ?? principal.customer,
            change: change(upTo: limits.auditedCharacters))
    }
}

extension JSON {
    /// The same without pairing codes, the one secret that a body can hold: readers of the audit must not be able to
    /// use one before it expires.
    var withoutSecrets: JSON {
        guard var object, object["userCode"] != nil else { return self }
        object["userCode"] = .string("…")
        return .object(object)
    }
}
