import Hummingbird
import NIOCore
import ServiceLifecycle
import Synchronization
import WallboardCore

/// One stream of board events to one client.
///
/// It ends when the client has gone, its token or session is no longer valid, the gateway stops, or the events end.
/// Three tasks run side by side: one reads events into a bounded buffer, one checks the right to watch, and one
/// writes what is in the buffer as fast as the client takes it.
struct EventStream: Sendable {
    let feed: AsyncStream<BoardFeedEvent>
    let sender: Sender
    let tokens: any TokenAuthority
    let sessions: Sessions
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

    /// Checks periodically whether the client may still watch, and sends a comment when nothing happens.
    private func watch(_ course: Course) async {
        var commentAt = clock.monotonic() + Int64(limits.eventStreamCommentSeconds) * 1_000
        while true {
            do {
                try await clock.sleep(Int64(limits.eventStreamCheckSeconds) * 1_000)
                // If the store cannot answer, the stream ends too: the client comes back and asks again.
                guard try await mayWatch() else { break }
            } catch {
                break
            }
            if clock.monotonic() >= commentAt {
                course.send(.comment)
                commentAt = clock.monotonic() + Int64(limits.eventStreamCommentSeconds) * 1_000
            }
        }
        end(course)
    }

    private func mayWatch() async throws -> Bool {
        if case .session(_, let secret) = sender.way, !sessions.isAlive(secret) { return false }
        return try await tokens.isStillGood(sender.principal)
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
