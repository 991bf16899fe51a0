import BoardProtocol
import Logging
import Store
import Synchronization
import Values
import WallboardCore

/// Reads the clocks of the machine for a `RetentionTime`. Everything that is removed for its age goes by it: call
/// events, audit records, boards that wait, tokens that have ended. So does the age at which a call event is
/// rejected, since that loses it as well.
final class RetentionClock: Sendable {
    private struct State {
        var time: RetentionTime
        /// What the running time was then.
        var readAt: Int64
        var isDoubted = false
    }

    private let state: Mutex<State>
    private let wall: @Sendable () -> Instant
    private let monotonic: @Sendable () -> Int64

    /// Continues from what was stored; with nil, in a database in which nothing is old yet, from the clock.
    /// `monotonic` returns milliseconds and never goes back.
    init(
        _ stored: RetentionTime?, wall: @escaping @Sendable () -> Instant,
        monotonic: @escaping @Sendable () -> Int64
    ) {
        self.wall = wall
        self.monotonic = monotonic
        state = Mutex(State(time: stored ?? RetentionTime(wall()), readAt: monotonic()))
    }

    /// The time by which ages are counted; never later than the machine's clock.
    var now: Instant { state.withLock { read(&$0).now } }

    /// What to store, so that a restart does not reset it.
    var time: RetentionTime {
        state.withLock { state in
            _ = read(&state)
            return state.time
        }
    }

    /// How far the machine's clock is ahead of `now`, in milliseconds, 0 or more.
    var leadMillis: Int64 { state.withLock { read(&$0).lead } }

    /// Logs, once each, that the machine's clock is not trusted and that it is again. Call every second.
    func watch(_ logger: Logger) {
        let news: (now: Instant, lead: Int64)? = state.withLock { state in
            let reading = read(&state)
            let isDoubted = reading.lead > RetentionTime.slackMillis
            guard isDoubted != state.isDoubted else { return nil }
            state.isDoubted = isDoubted
            return reading
        }
        guard let news else { return }
        guard news.lead > RetentionTime.slackMillis else {
            logger.info("the machine's clock is trusted again: old data is removed by it")
            return
        }
        logger.warning(
            "the machine's clock is ahead of the time that has passed: until it has held for a day, old data is removed by the latter",
            metadata: ["aheadSeconds": "\(news.lead / 1_000)", "passed": "\(news.now)"])
    }

    /// Records how far the time is.
    func save(to store: any Store, _ logger: Logger) async {
        do throws(StoreError) {
            try await store.noteRetentionTime(time)
        } catch {
            logger.error("the retention time could not be stored", metadata: ["reason": "\(error)"])
        }
    }

    private func read(_ state: inout State) -> (now: Instant, lead: Int64) {
        let (clock, running) = (wall(), monotonic())
        let now = state.time.pass(max(0, running - state.readAt), clock: clock)
        state.readAt = max(state.readAt, running)
        return (now, clock.milliseconds(since: now))
    }
}
