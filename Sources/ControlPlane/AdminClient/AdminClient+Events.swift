import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import Values

/// What happens while a stream of events is followed.
package enum FollowedEvent: Sendable {
    /// The stream told something.
    case event(ServerSentEvent)
    /// The stream was lost, for the reason given, and will be opened again after a while. What happened in between is not
    /// told; the first event afterwards is `resync`.
    case lost(reason: String, waitMilliseconds: Int)
}

extension AdminClient {
    /// Follows a stream of server-sent events until `receive` throws or the task is cancelled. A lost stream is opened
    /// again, ever later (`AdminClientLimits.minReconnectMilliseconds` and `max…`).
    ///
    /// The next event is read when `receive` has taken the one before. Where `receive` throws an error that may pass, as
    /// listing anew after a `resync` can, the stream counts as lost.
    ///
    /// Throws `.refused` where the gateway does not give this stream to this token, `.notUnderstood` where it is no such
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

/// How long to wait before a lost stream is opened again: twice as long from one failure to the next, with a random part,
/// so that many who watch do not come back all at once.
struct ReconnectDelay {
    private let shortest: Int
    private let longest: Int
    private var failures = 0

    /// Takes the bounds.
    init(_ limits: AdminClientLimits) {
        shortest = limits.minReconnectMilliseconds
        longest = limits.maxReconnectMilliseconds
    }

    /// The stream works; the next wait is a short one.
    mutating func succeeded() {
        failures = 0
    }

    /// Milliseconds to wait after one more failure: at least what the gateway has asked for (`told`), where that is not
    /// beyond the longest wait; from half of the time to all of it otherwise.
    mutating func afterFailure(told: Int?, using generator: inout some RandomNumberGenerator) -> Int {
        let least = min(max(told ?? 0, shortest), longest)
        let full = min(least << min(failures, 16), longest)
        failures += 1
        return max(least, Int.random(in: full / 2...full, using: &generator))
    }
}
