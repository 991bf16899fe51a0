import WebSocketWire

/// A file that the boards' port serves to browsers beside the WebSocket: the board page and its parts.
package struct StaticFile: Sendable {
    /// Its path, without a query; a query is allowed and ignored.
    package let path: String
    /// `Content-Type`.
    package let mediaType: String
    /// The whole file.
    package let bytes: [UInt8]
    /// A strong entity tag with its quotes (RFC 9110, section 8.8.3).
    package let entityTag: String

    /// A path begins with `/`; the file, its type and its tag are sent as they are.
    package init(path: String, mediaType: String, bytes: [UInt8], entityTag: String) {
        self.path = path
        self.mediaType = mediaType
        self.bytes = bytes
        self.entityTag = entityTag
    }

    var isDocument: Bool { mediaType.hasPrefix("text/html") }
}

/// The files by path, with their whole answers: nothing is put together while boards wait.
struct StaticFiles: Sendable {
    private let answers: [String: Answers]

    private struct Answers: Sendable {
        let file: StaticFile
        /// Made once: for GET, for HEAD, and for a browser that has the file. A document's depend on the host.
        let whole: EncodedFrame
        let head: EncodedFrame
        let unchanged: EncodedFrame
    }

    /// Two files at one path are a programmer error.
    init(_ files: [StaticFile]) {
        answers = Dictionary(
            uniqueKeysWithValues: files.map { file in
                (
                    file.path,
                    Answers(
                        file: file, whole: Self.answer(file, status: 200, host: nil, includeBody: true),
                        head: Self.answer(file, status: 200, host: nil, includeBody: false),
                        unchanged: Self.answer(file, status: 304, host: nil, includeBody: false))
                )
            })
    }

    /// The answer to GET or HEAD of a path, and its status; nil where there is no file.
    func answer(to head: RequestHead) -> (status: Int, frame: EncodedFrame)? {
        guard let answers = answers[head.path] else { return nil }
        let isKnown = head.fields.list("If-None-Match").contains { tag in
            tag == "*" || (tag.hasPrefix("W/") ? String(tag.dropFirst(2)) : tag) == answers.file.entityTag
        }
        let status = isKnown ? 304 : 200
        guard !answers.file.isDocument else {
            return (
                status,
                Self.answer(
                    answers.file, status: status, host: head.host, includeBody: !isKnown && head.method == "GET")
            )
        }
        if isKnown { return (status, answers.unchanged) }
        return (status, head.method == "GET" ? answers.whole : answers.head)
    }

    func contains(_ path: String) -> Bool { answers[path] != nil }

    private static func answer(_ file: StaticFile, status: Int, host: String?, includeBody: Bool) -> EncodedFrame {
        // Kept by the browser, and revalidated each time (RFC 9111, section 5.2.2.4).
        var headers = [
            ("ETag", file.entityTag), ("Cache-Control", "no-cache"), ("X-Content-Type-Options", "nosniff"),
            ("Referrer-Policy", "no-referrer"), ("Cross-Origin-Resource-Policy", "same-origin"),
        ]
        if file.isDocument {
            headers.append(("Content-Security-Policy", policy(host: host)))
            headers.append(("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"))
        }
        let bytes = HTTPResponse.bytes(
            status: status, headers: headers, body: file.bytes, contentType: file.mediaType, includeBody: includeBody)
        return EncodedFrame(bytes: bytes, kind: .transport)
    }

    /// Scripts, styles and connections of this gateway alone, no frame around it (Content Security Policy Level 3).
    ///
    /// The host is named for browsers in which 'self' does not cover wss: of the same host yet; only where the name
    /// that the browser sent cannot be taken for anything else in a policy.
    static func policy(host: String?) -> String {
        let isPlain = host?.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: ":"),
                UInt8(ascii: "["), UInt8(ascii: "]"):
                true
            default: false
            }
        }
        let own = host.flatMap { isPlain == true ? " wss://\($0)" : nil } ?? ""
        return [
            "default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'\(own)",
            "img-src 'self' data:", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'none'",
        ].joined(separator: "; ")
    }
}
