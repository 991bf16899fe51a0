import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import Values

/// What happens while following a stream of events.
package enum FollowedEvent: Sendable {
    /// The stream sent an event.
    case event(ServerSentEvent)
    /// The stream was lost, for the reason given, and will be opened again after a while. What happened in between is
    /// not sent; the first event afterwards is `resync`.
    case lost(reason: String, waitMilliseconds: Int)
}

extension AdminClient {
    /// Follows a stream of server-sent events until `receive` throws or the task is cancelled. A lost stream is opened
    /// again, ever later (`AdminClientLimits.minReconnectMilliseconds` and `max…`).
    ///
    /// The next event is read when `receive` has taken the previous one. If `receive` throws a transient error, as
    /// listing again after a `resync` can, the stream counts as lost.
    ///
    /// Throws `.refused` if the gateway does not give this stream to this token, `.notUnderstood` if it is not such a
    /// stream or an event is longer than `AdminClientLimits.maxEventBytes`; what `receive` throws.
    package func follow(
        _ path: AdminPath, query: [(name: String, value: String)] = [],
        _ receive: (FollowedEvent) async throws -> Void
    ) async throws {
        var generator = SystemRandomNumberGenerator()
        var delay = ReconnectDelay(limits)
        var told: Int?
        while true {
            let reason: String
            do {
                try await events(at: path, query: query, retry: &told) { event in
                    delay.succeeded()
                    try await receive(.event(event))
                }
                reason = "the gateway has ended the stream"
            } catch let error as AdminClientError where error.mayPass {
                if case .refused(let problem) = error, let seconds = problem.retryAfterSeconds {
                    told = min(seconds, limits.maxReconnectMilliseconds) * 1_000
                }
                reason = error.description
            }
            try Task.checkCancellation()
            let wait = delay.afterFailure(told: told, using: &generator)
            try await receive(.lost(reason: reason, waitMilliseconds: wait))
            try await Task.sleep(for: .milliseconds(wait))
        }
    }

    /// Reads one stream to its end.
    private func events(
        at path: AdminPath, query: [(name: String, value: String)], retry: inout Int?,
        _ receive: (ServerSentEvent) async throws -> Void
    ) async throws {
        let response = try await response(
            to: .get, path, query: query, headers: [("Accept", "text/event-stream, application/problem+json")])
        let type = response.headers.first(name: "Content-Type") ?? ""
        guard type.hasPrefix("text/event-stream") else {
            throw AdminClientError.notUnderstood("\(path) is no stream of events")
        }
        var decoder = EventStreamDecoder(maxEventBytes: limits.maxEventBytes)
        var pieces = response.body.makeAsyncIterator()
        while let piece = try await next(of: &pieces) {
            let events: [ServerSentEvent]
            do throws(EventStreamDecoder.TooLong) {
                events = try decoder.take(piece.readableBytesView)
            } catch {
                throw AdminClientError.notUnderstood("an event of \(path) is longer than \(limits.maxEventBytes) bytes")
            }
            retry = decoder.retryMilliseconds ?? retry
            for event in events { try await receive(event) }
        }
    }
}
