/// Builds whole HTTP/1.1 responses. Each one is the last of its connection (RFC 9112, section 9.6).
package enum HTTPResponse {
    /// The bytes of a response with `Content-Length`, `Content-Type` where it has a body, and `Connection: close`.
    ///
    /// A status outside 200…599 and a control character in `headers` are programmer errors. `includeBody` is false for
    /// the answer to HEAD, which has only the length (RFC 9110, section 9.3.2).
    package static func bytes(
        status: Int, headers: [(String, String)] = [], body: [UInt8] = [],
        contentType: String = "text/plain; charset=utf-8", includeBody: Bool = true
    ) -> [UInt8] {
        precondition((200...599).contains(status), "\(status) is not the status of a last response")
        var fields = headers
        if !body.isEmpty { fields.append(("Content-Type", contentType)) }
        fields.append(("Content-Length", "\(body.count)"))
        fields.append(("Connection", "close"))
        let head = HeadWriter.bytes(startLine: statusLine(status), headers: fields)
        return includeBody ? head + body : head
    }

    /// The first line of a response (RFC 9112, section 4).
    static func statusLine(_ status: Int) -> String {
        "HTTP/1.1 \(status) \(reasonPhrase(status))"
    }

    /// Empty for a status that is not in use here: the phrase is for people and may be absent (RFC 9112, section 4).
    private static func reasonPhrase(_ status: Int) -> String {
        switch status {
        case 101: "Switching Protocols"
        case 200: "OK"
        case 304: "Not Modified"
        case 400: "Bad Request"
        case 403: "Forbidden"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 408: "Request Timeout"
        case 414: "URI Too Long"
        case 426: "Upgrade Required"
        case 431: "Request Header Fields Too Large"
        case 500: "Internal Server Error"
        case 503: "Service Unavailable"
        case 505: "HTTP Version Not Supported"
        default: ""
        }
    }
}

/// Builds the head of a request or response (RFC 9112, section 2.1).
enum HeadWriter {
    /// The start line and the fields in this order, up to the empty line. A control character in them is a programmer
    /// error: such text came from a peer and must not get here.
    static func bytes(startLine: String, headers: [(String, String)]) -> [UInt8] {
        precondition(isClean(startLine), "control character in the start line")
        var head = Array(startLine.utf8)
        for (name, value) in headers {
            precondition(isClean(name) && isClean(value), "control character in the field \(name)")
            head.append(contentsOf: "\r\n\(name): \(value)".utf8)
        }
        head.append(contentsOf: "\r\n\r\n".utf8)
        return head
    }

    private static func isClean(_ text: String) -> Bool {
        text.utf8.allSatisfy { $0 >= UInt8.space && $0 != UInt8.delete }
    }
}

/// A request that cannot be read, with the status to answer it with. The connection is closed after the answer: the
/// beginning of the next request is unknown.
package struct HTTPFailure: Error, Hashable, Sendable {
    /// 400, 414, 431 or 505 (RFC 9110, section 15; RFC 6585, section 5).
    package let status: Int
    /// A few words for the answer and the log; nothing of the peer's data is in them.
    package let reason: String

    init(status: Int, reason: String) {
        self.status = status
        self.reason = reason
    }

    static let versionNotSupported = HTTPFailure(status: 505, reason: "HTTP/1.1 is spoken here")

    init(_ violation: HeadViolation) {
        status =
            switch violation {
            case .startLineTooLong: 414
            case .headTooLong, .tooManyFields: 431
            default: 400
            }
        reason = violation.reason
    }
}

/// Why a client cannot use the answer to its request for a WebSocket (RFC 6455, section 4.1).
package enum UpgradeFailure: Error, Hashable, Sendable {
    /// The head cannot be read; why.
    case malformedResponse(String)
    /// The server answered with another status than 101.
    case refused(status: Int)
    /// A field of the opening handshake is missing, repeated, or not what it has to be; its name.
    case unexpectedField(String)

    /// A few words for the log; nothing of the peer's data is in them.
    package var reason: String {
        switch self {
        case .malformedResponse(let reason): reason
        case .refused(let status): "refused with \(status)"
        case .unexpectedField(let name): "unexpected \(name)"
        }
    }
}
