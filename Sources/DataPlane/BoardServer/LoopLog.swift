import BoardProtocol
import EventLoop
import Logging
import Values

/// The log lines of one loop: one for each thing that went wrong, at a bounded rate, so that a flood of garbage costs
/// neither disk nor the loop's time. What was left out is counted. Strangers have a budget of their own: they cannot
/// drown the lines about boards.
struct LoopLog {
    /// Whose doing a line describes.
    enum Source {
        /// A connection that is not finished: anybody.
        case stranger
        /// A board that is, or was, let in.
        case board
        /// What the gateway notices of itself.
        case gateway
    }

    private let logger: Logger
    private var strangers: RateLimiter<Source>
    private var others: RateLimiter<Source>
    private var leftOut = 0
    private var toldAt: Int64 = 0

    /// How often the number of lines left out is logged, in milliseconds.
    private static let leftOutMillis: Int64 = 1_000

    init(logger: Logger, within limits: BoardServerLimits) {
        self.logger = logger
        strangers = RateLimiter(
            .init(burst: limits.maxStrangerLogLines, millisEach: limits.strangerLogLineMillis, maxKeys: 1))
        let perSecond = Int64(limits.maxLogLinesPerSecond)
        others = RateLimiter(
            .init(burst: limits.maxLogLinesPerSecond, millisEach: max(1, 1_000 / perSecond), maxKeys: 2))
    }

    /// Writes a line about a peer. `level`: that of the fault, unless given. What the network alone did to a stranger,
    /// such as a health check that connects and leaves, is `debug`.
    mutating func note(
        _ now: Int64, peer: SocketAddress?, _ reason: @autoclosure () -> String, by source: Source,
        fault: BoardClose.Fault, level: Logger.Level? = nil
    ) {
        let level = level ?? Self.level(of: source, fault)
        guard level >= logger.logLevel else { return }
        let isAllowed = source == .stranger ? strangers.spend(source, at: now) : others.spend(source, at: now)
        guard isAllowed else {
            leftOut += 1
            return
        }
        tellLeftOut(now)
        var metadata: Logger.Metadata = ["fault": "\(fault)"]
        if let peer { metadata["peer"] = "\(peer)" }
        logger.log(level: level, "\(Self.line(reason()))", metadata: metadata)
    }

    private mutating func tellLeftOut(_ now: Int64) {
        guard leftOut > 0, now - toldAt >= Self.leftOutMillis else { return }
        logger.warning("log lines left out", metadata: ["count": "\(leftOut)"])
        leftOut = 0
        toldAt = now
    }

    private static func level(of source: Source, _ fault: BoardClose.Fault) -> Logger.Level {
        if fault == .gateway { return .warning }
        return source == .stranger && fault == .network ? .debug : .info
    }

    /// The beginning of a text, without anything that could pass for the end of a line.
    private static func line(_ text: String) -> String {
        let scalars = text.unicodeScalars.prefix(BoardServerLimits.maxLoggedCharacters).lazy.map { scalar in
            scalar.properties.generalCategory == .control ? "\u{FFFD}" : scalar
        }
        return String(String.UnicodeScalarView(scalars))
    }
}
