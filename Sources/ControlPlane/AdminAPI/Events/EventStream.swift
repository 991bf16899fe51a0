import Hummingbird
import NIOCore
import ServiceLifecycle
import Synchronization
import Values
import WallboardCore

/// One stream of board events to one client.
///
/// It ends when the client has gone, its token or session is no longer valid, the gateway stops, or the events end.
/// Three tasks run side by side: one reads events into a bounded buffer, one checks the right to watch, and one
/// writes what is in the buffer as fast as the client takes it. When somebody ends a token or a session,
/// `OpenStreams` asks for the right too.
struct EventStream: Sendable {
    let feed: AsyncStream<BoardFeedEvent>
    let sender: Sender
    let tokens: any TokenAuthority
    let sessions: Sessions
    let streams: OpenStreams
    let connection: any Channel
    let limits: AdminLimits
    let clock: AdminClock

    /// What to write next.
    private enum Signal: Sendable {
        case event(BoardFeedEvent)
        case comment
    }

    /// What the three tasks share.
    private final class Course: Sendable {
        struct State: Sendable {
            /// Nothing more may be written.
            var hasEnded = false
            /// Events were lost because the client reads too slowly.
            var hasLost = false
            /// Closes the connection if the client does not take what was sent.
            var cut: Scheduled<Void>?
        }

        let state = Mutex(State())
        let signals: AsyncStream<Signal>
        private let continuation: AsyncStream<Signal>.Continuation

        init(buffering count: Int) {
            (signals, continuation) = AsyncStream.makeStream(of: Signal.self, bufferingPolicy: .bufferingOldest(count))
        }

        func send(_ signal: Signal) {
            if case .dropped(.event) = continuation.yield(signal) { state.withLock { $0.hasLost = true } }
        }

        /// What is in the buffer is still written, and nothing more.
        func finish() {
            continuation.finish()
        }

        /// What is in the buffer is discarded.
        func end() {
            state.withLock { $0.hasEnded = true }
            finish()
        }
    }

    /// Writes events until the stream ends. Throws what the connection throws when it breaks.
    func write(to writer: inout any ResponseBodyWriter) async throws {
        let course = Course(buffering: limits.eventStreamBuffer)
        connection.closeFuture.whenComplete { _ in course.end() }
        // After a stream that was written to its end, the connection takes further requests.
        defer { course.state.withLock { $0.cut?.cancel() } }
        let number = streams.add { if await !mayStillWatch() { end(course) } }
        defer { streams.remove(number) }
        try await withGracefulShutdownHandler {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    for await event in feed { course.send(.event(event)) }
                    // What is in the buffer may still be sent: the right to watch has not ended.
                    course.finish()
                    cutOff(course)
                }
                group.addTask { await watch(course) }
                defer { group.cancelAll() }
                try await write(course, to: &writer)
            }
        } onGracefulShutdown: {
            end(course)
        }
    }

    private func write(_ course: Course, to writer: inout any ResponseBodyWriter) async throws {
        var id = 1
        func text(_ event: BoardFeedEvent) -> ByteBuffer {
            defer { id += 1 }
            return ByteBuffer(bytes: ServerSentEvents.event(event.name, id: id, data: event.data))
        }
        // The client lists once it is subscribed; what happens meanwhile waits in the buffer.
        try await writer.write(ByteBuffer(bytes: ServerSentEvents.beginning))
        try await writer.write(text(.resync))
        for await signal in course.signals {
            let (hasEnded, hasLost) = course.state.withLock { state in
                defer { state.hasLost = false }
                return (state.hasEnded, state.hasLost)
            }
            if hasEnded { return }
            switch signal {
            case .event(let event): try await writer.write(text(event))
            case .comment: try await writer.write(ByteBuffer(bytes: ServerSentEvents.comment))
            }
            if hasLost { try await writer.write(text(.resync)) }
        }
    }

    /// Checks again and again whether the client may still watch, and sends a comment when nothing happens. The first
    /// check is at once: the token may have been revoked before the stream was known as one of those that are open.
    private func watch(_ course: Course) async {
        var commentAt = clock.monotonic() + Int64(limits.eventStreamCommentSeconds) * 1_000
        while await mayStillWatch() {
            if clock.monotonic() >= commentAt {
                course.send(.comment)
                commentAt = clock.monotonic() + Int64(limits.eventStreamCommentSeconds) * 1_000
            }
            do {
                try await clock.sleep(millisToNextLook)
            } catch {
                break
            }
        }
        end(course)
    }

    /// Where a token expires before the next look is due, that look comes in the moment when it does.
    private var millisToNextLook: Int64 {
        let regular = Int64(limits.eventStreamCheckSeconds) * 1_000
        guard let expiry = sender.principal.expiresAt else { return regular }
        let rest = expiry.milliseconds(since: clock.wall())
        return rest > 0 ? min(rest, regular) : regular
    }

    /// Where the store cannot say it, the client may not: it comes back and asks again.
    private func mayStillWatch() async -> Bool {
        if case .session(_, let secret) = sender.way, !sessions.isAlive(secret) { return false }
        do {
            return try await tokens.isStillGood(sender.principal)
        } catch {
            return false
        }
    }

    private func end(_ course: Course) {
        course.end()
        cutOff(course)
    }

    /// Closes the connection of a client that does not take what was sent.
    private func cutOff(_ course: Course) {
        let connection = connection
        course.state.withLock { state in
            guard state.cut == nil else { return }
            state.cut = connection.eventLoop.scheduleTask(in: .seconds(Int64(limits.eventStreamClosingSeconds))) {
                connection.close(promise: nil)
            }
        }
    }
}
