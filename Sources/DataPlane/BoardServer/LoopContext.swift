import BoardProtocol
import EventLoop
import Logging

/// What the parts of one loop share: its bounds, the time of the tick, counters and log, and what the tick leaves
/// behind. Confined to the loop's thread, as they are.
final class LoopContext {
    let index: UInt16
    let limits: BoardServerLimits
    let counters: ServerCounters
    let inbox: LoopInbox
    /// Monotonic milliseconds at the beginning of the tick.
    private(set) var now: Int64
    var outcome = TickOutcome()
    private var log: LoopLog

    init(index: UInt16, limits: BoardServerLimits, counters: ServerCounters, inbox: LoopInbox, logger: Logger) {
        self.index = index
        self.limits = limits
        self.counters = counters
        self.inbox = inbox
        now = Clock.monotonicMilliseconds()
        log = LoopLog(logger: logger, within: limits)
    }

    /// A tick begins, at monotonic microseconds.
    func beginTick(at began: Int64) {
        now = began / 1_000
        inbox.turned(at: now)
        counters.add(.ticks)
    }

    /// Logs a line; see `LoopLog`.
    func note(
        peer: SocketAddress?, _ reason: @autoclosure () -> String, by source: LoopLog.Source, fault: BoardClose.Fault,
        level: Logger.Level? = nil
    ) {
        log.note(now, peer: peer, reason(), by: source, fault: fault, level: level)
    }

    /// A trusted proxy sends no valid header.
    func noteProxyFault(of connection: Connection, _ reason: String) {
        counters.add(.proxyHeaderFaults)
        note(
            peer: connection.peer, "bad PROXY header from a trusted proxy: \(reason)", by: .gateway, fault: .admin)
    }
}
