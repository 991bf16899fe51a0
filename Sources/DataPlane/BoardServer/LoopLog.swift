import BoardProtocol
import EventLoop
import Logging

/// The log lines of one loop: one for each thing that went wrong, at most so many a second, so that a flood of garbage
/// costs neither disk nor the loop's time. What was left out is counted.
struct LoopLog {
    private let logger: Logger
    private let maxLinesPerSecond: Int
    private var second: Int64 = 0
    private var lines = 0
    private var leftOut = 0

    init(logger: Logger, maxLinesPerSecond: Int) {
        self.logger = logger
        self.maxLinesPerSecond = maxLinesPerSecond
    }

    mutating func note(
        _ now: Int64, peer: SocketAddress?, _ reason: @autoclosure () -> String, fault: BoardClose.Fault
    ) {
        if now / 1_000 != second {
            if leftOut > 0 { logger.warning("log lines left out", metadata: ["count": "\(leftOut)"]) }
            second = now / 1_000
            lines = 0
            leftOut = 0
        }
        guard lines < maxLinesPerSecond else {
            leftOut += 1
            return
        }
        lines += 1
        var metadata: Logger.Metadata = ["fault": "\(fault)"]
        if let peer { metadata["peer"] = "\(peer)" }
        logger.log(level: fault == .gateway ? .warning : .info, "\(reason())", metadata: metadata)
    }
}
