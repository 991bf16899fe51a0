import BoardProtocol
import HTTPTypes
import Hummingbird
import NIOCore

/// What a route answers, before it becomes an HTTP response.
struct Answer: Sendable {
    var status: HTTPResponse.Status
    var headers: HTTPFields = [:]
    var content: Content?
    /// What the log is to say of a request that was answered and not quite in order; nil: nothing.
    var remark: String?

    /// A body and its media type.
    struct Content: Sendable {
        let mediaType: String
        let bytes: [UInt8]
    }

    /// An answer without a body.
    static func empty(_ status: HTTPResponse.Status) -> Answer {
        Answer(status: status)
    }

    /// An answer with the one JSON value that `write` writes.
    static func json(
        _ status: HTTPResponse.Status = .ok, headers: HTTPFields = [:], _ write: (inout JSONWriter) -> Void
    ) -> Answer {
        var json = JSONWriter()
        write(&json)
        return Answer(
            status: status, headers: headers, content: Content(mediaType: "application/json", bytes: json.finish()))
    }

    static func text(_ bytes: [UInt8], mediaType: String) -> Answer {
        Answer(status: .ok, content: Content(mediaType: mediaType, bytes: bytes))
    }

    /// The response with the headers that every one of this port has. Nothing may be kept by caches: the entity tag of
    /// the licences counts the changes of the maximum, not of everything that the answer shows.
    func response(to method: HTTPRequest.Method) -> Response {
        var headers = headers
        headers[.cacheControl] = "no-store"
        headers[.xContentTypeOptions] = "nosniff"
        guard let content else { return Response(status: status, headers: headers) }
        headers[.contentType] = content.mediaType
        let response = Response(
            status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: content.bytes)))
        return method == .head ? response.createHeadResponse() : response
    }
}
