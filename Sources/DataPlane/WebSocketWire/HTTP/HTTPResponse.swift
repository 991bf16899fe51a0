/// Builds whole HTTP/1.1 responses. Each one is the last of its connection (RFC 9112, section 9.6).
package enum HTTPResponse {
    /// The bytes of a response with `Content-Length`, `Content-Type` where it has a body, and `Connection: close`.
    ///
    /// A status outside 200…599 and a control character in `headers` are programmer errors. `includeBody` is false for the
    /// answer to HEAD, which tells the length alone (RFC 9110, section 9.3.2).
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
