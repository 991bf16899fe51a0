import BoardProtocol
import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore
import Values

extension AdminCall.Body {
    /// Reads the body of a request.
    ///
    /// `intake` counts the body; nil: it is not counted. Throws `Problem` (415, 413, 400), `AdminError.unavailable`,
    /// and the connection's error if it breaks while the body arrives.
    static func read(
        _ request: Request, as kind: BodyKind, limits: AdminLimits, into intake: RequestIntake?
    ) async throws -> Self {
        func bytes() async throws -> [UInt8] { try await request.bytes(upTo: kind.bytes(limits), into: intake) }
        func json() async throws -> JSON {
            try parse(try await bytes(), bytes: kind.bytes(limits), members: kind.members(limits))
        }
        switch kind {
        case .none:
            return .none
        case .optionalJSON where request.headers[.contentType] == nil:
            if try await bytes().isEmpty { return .json(.object(JSONObject())) }
        default: break
        }
        let mediaType = try request.mediaType(outOf: kind.mediaTypes)
        switch kind {
        case .none: return .none
        case .json, .optionalJSON, .longJSON, .dashboard: return .json(try await json())
        case .users: return mediaType == "text/csv" ? .csv(try await bytes()) : .json(try await json())
        case .activeCalls: return .activeCalls(try await json())
        case .callEvents: return .callEvents(try await bytes(), mediaType == "application/x-ndjson" ? .lines : nil)
        }
    }

    private static func parse(_ text: [UInt8], bytes: Int, members: Int) throws(Problem) -> JSON {
        var bounds = JSONLimits()
        bounds.maxBytes = bytes
        bounds.maxMembers = members
        do {
            return try JSON(parsing: text, limits: bounds)
        } catch {
            throw Problem(kind: .malformedRequest, detail: "The body is not JSON: \(error).")
        }
    }
}

extension Request {
    /// The media type without its parameters. Throws 415 unless it is one of `allowed` and the body has no coding.
    fileprivate func mediaType(outOf allowed: [String]) throws(Problem) -> String {
        let type = headers[.contentType]?.prefix { $0 != ";" }.lowercased().filter { $0 != " " && $0 != "\t" }
        let coding = headers[.contentEncoding]?.lowercased() ?? "identity"
        guard let type, allowed.contains(type), coding == "identity" else {
            throw Problem(
                kind: .unsupportedMediaType,
                detail: "Send Content-Type: \(allowed.joined(separator: " or ")), without a Content-Encoding.",
                headers: [.accept: allowed.joined(separator: ", ")])
        }
        return type
    }

    /// The whole body of a form. Throws 415, 413.
    func form(upTo limit: Int) async throws -> [UInt8] {
        _ = try mediaType(outOf: ["application/x-www-form-urlencoded"])
        return try await bytes(upTo: limit, into: nil)
    }

    /// The whole body, whose bytes are counted as they arrive. Throws 413 if it is too long; if its length was
    /// announced, before any of it is read.
    fileprivate func bytes(upTo limit: Int, into intake: RequestIntake?) async throws -> [UInt8] {
        let tooLarge = Problem(kind: .contentTooLarge, detail: "The body may have \(limit) bytes.")
        if let announced = headers[.contentLength].flatMap({ Int($0) }), announced > limit { throw tooLarge }
        var bytes: [UInt8] = []
        for try await part in body {
            guard bytes.count + part.readableBytes <= limit else { throw tooLarge }
            try intake?.receive(part.readableBytes)
            bytes += part.readableBytesView
        }
        try intake?.complete()
        return bytes
    }
}

/// A request's part of what all requests share. It holds nothing for longer than it needs it: bytes as they arrive,
/// then a turn and a place among the requests in progress once its body is there. A slow sender holds up nobody.
struct RequestIntake: Sendable {
    /// Bytes of bodies that are in memory.
    let bytes: Shares.Share
    /// A turn for a body that takes much memory to parse; nil: it does not.
    let turn: Shares.Share?
    /// A place among the requests in progress.
    let request: Shares.Share

    /// So many bytes of the body have arrived. Throws `.unavailable`.
    func receive(_ count: Int) throws(AdminError) {
        guard bytes.grow(by: count) else { throw Self.full("bodies are coming in") }
    }

    /// The body is there and will be parsed. Throws `.unavailable`.
    func complete() throws(AdminError) {
        guard turn?.grow(by: 1) ?? true else { throw Self.full("bodies of this kind are worked on") }
    }

    /// The request will be carried out. Throws `.unavailable`.
    func begin() throws(AdminError) {
        guard request.grow(by: 1) else { throw Self.full("requests are carried out") }
    }

    /// Releases everything.
    func end() {
        bytes.giveBack()
        turn?.giveBack()
        request.giveBack()
    }

    private static func full(_ what: String) -> AdminError {
        .unavailable(reason: "Too many \(what) at once.", retryAfterSeconds: 1)
    }
}
