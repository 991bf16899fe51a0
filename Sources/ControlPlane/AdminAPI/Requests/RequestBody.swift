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
        _ request: Request, as kind: Route.BodyKind, limits: AdminLimits, into intake: RequestIntake?
    ) async throws -> Self {
        switch kind {
        case .none:
            return .none
        case .json:
            _ = try request.mediaType(outOf: ["application/json"])
            return .json(try await json(request, limits.jsonBodyBytes, members: limits.jsonMembers, intake))
        case .optionalJSON:
            if request.headers[.contentType] == nil {
                let bytes = try await request.bytes(upTo: limits.jsonBodyBytes, into: intake)
                if bytes.isEmpty { return .json(.object(JSONObject())) }
            }
            _ = try request.mediaType(outOf: ["application/json"])
            return .json(try await json(request, limits.jsonBodyBytes, members: limits.jsonMembers, intake))
        case .longJSON:
            _ = try request.mediaType(outOf: ["application/json"])
            return .json(try await json(request, limits.listBodyBytes, members: limits.extensions + 100, intake))
        case .dashboard:
            _ = try request.mediaType(outOf: ["application/json"])
            return .json(try await json(request, limits.dashboardBodyBytes, members: limits.dashboardMembers, intake))
        case .users:
            if try request.mediaType(outOf: ["application/json", "text/csv"]) == "text/csv" {
                return .csv(try await request.bytes(upTo: limits.listBodyBytes, into: intake))
            }
            // Twice as many as needed: for a few users too many, the answer says so, and not that the JSON is too
            // long.
            return .json(try await json(request, limits.listBodyBytes, members: limits.importedUsers * 18, intake))
        case .activeCalls:
            _ = try request.mediaType(outOf: ["application/json"])
            // A call has seven members; for a few calls too many, the answer says so.
            return .activeCalls(try await json(request, limits.listBodyBytes, members: limits.activeCalls * 10, intake))
        case .callEvents:
            let mediaType = try request.mediaType(outOf: ["application/x-ndjson", "application/json"])
            return .callEvents(
                try await request.bytes(upTo: limits.callEventBodyBytes, into: intake),
                mediaType == "application/x-ndjson" ? .lines : nil)
        }
    }

    private static func json(
        _ request: Request, _ maxBytes: Int, members: Int, _ intake: RequestIntake?
    ) async throws -> JSON {
        var bounds = JSONLimits()
        bounds.maxBytes = maxBytes
        bounds.maxMembers = members
        let bytes = try await request.bytes(upTo: maxBytes, into: intake)
        do {
            return try JSON(parsing: bytes, limits: bounds)
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
