import HTTPTypes
import Hummingbird
import NIOCore
import Values

/// What a route answers, before it becomes an HTTP response.
struct Answer: Sendable {
    var status: HTTPResponse.Status
    var headers: HTTPFields = [:]
    var content: Content?
    /// What the log says of a request that was answered but not quite in order; nil: nothing.
    var remark: String?

    /// A body and its media type.
    struct Content: Sendable {
        let mediaType: String
        let body: Body

        /// Bytes that are already there, or that are written as they become available.
        enum Body: Sendable {
            case bytes([UInt8])
            case stream(@Sendable (inout any ResponseBodyWriter) async throws -> Void)
        }

        init(mediaType: String, bytes: [UInt8]) {
            self.mediaType = mediaType
            body = .bytes(bytes)
        }

        /// A body that `write` writes. An error ends the connection, so that the client does not take a part for the
        /// whole.
        init(mediaType: String, stream write: @escaping @Sendable (inout any ResponseBodyWriter) async throws -> Void) {
            self.mediaType = mediaType
            body = .stream(write)
        }
    }

    /// An answer without a body.
    static func empty(_ status: HTTPResponse.Status) -> Answer {
        Answer(status: status)
    }

    /// An answer with one JSON object, whose members `write` writes.
    static func json(
        _ status: HTTPResponse.Status = .ok, headers: HTTPFields = [:], _ write: (inout JSONWriter) -> Void
    ) -> Answer {
        Answer(
            status: status, headers: headers,
            content: Content(mediaType: "application/json", bytes: JSONWriter.text(write)))
    }

    /// An answer with a value as a JSON object.
    static func json(
        _ status: HTTPResponse.Status = .ok, headers: HTTPFields = [:], of value: some JSONMembers
    ) -> Answer {
        json(status, headers: headers) { value.write(to: &$0) }
    }

    static func text(_ bytes: [UInt8], mediaType: String) -> Answer {
        Answer(status: .ok, content: Content(mediaType: mediaType, bytes: bytes))
    }

    /// The response with the headers that every one of this port has. Unless the answer says otherwise nothing may be
    /// kept by caches: entity tags are made from what may be edited, not from everything that an answer shows. `hold`
    /// ends once the body is written, or will not be.
    func response(to method: HTTPRequest.Method, holding hold: AnswerHold) -> Response {
        var headers = headers
        if headers[.cacheControl] == nil { headers[.cacheControl] = "no-store" }
        headers[.xContentTypeOptions] = "nosniff"
        guard let content else { return Response(status: status, headers: headers) }
        headers[.contentType] = content.mediaType
        switch content.body {
        case .bytes(let bytes):
            let response = Response(
                status: status, headers: headers,
                body: ResponseBody(contentLength: bytes.count) { writer in
                    defer { hold.end() }
                    try await writer.write(ByteBuffer(bytes: bytes))
                    try await writer.finish(nil)
                })
            return method == .head ? response.createHeadResponse() : response
        case .stream(let write):
            guard method != .head else { return Response(status: status, headers: headers) }
            return Response(
                status: status, headers: headers,
                body: ResponseBody { writer in
                    defer { hold.end() }
                    try await write(&writer)
                    try await writer.finish(nil)
                })
        }
    }
}

/// Strict-Transport-Security (RFC 6797): browsers that were here once speak only TLS with this host, and let nobody
/// click a certificate warning away.
enum StrictTransport {
    /// A year, and this host alone: its subdomains may belong to others.
    static let policy = "max-age=31536000"

    /// Whether a browser is to remember it for the host that a request names. Not for `localhost`, which all the
    /// servers of a developer's machine share; browsers themselves do not remember it for addresses (section 8.1.1).
    static func isWise(for authority: String) -> Bool {
        authority.split(separator: ":").first?.lowercased() != "localhost"
    }
}
