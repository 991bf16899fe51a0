import Logging
import NIOCore
import NIOSSL

/// Logs and counts what a peer did wrong before there was a request that could be answered with a problem document.
final class ConnectionFaults: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = Any

    private let counters: AdminCounters
    private let logger: Logger
    private let lines: StrangerLines
    private let maxCharacters: Int
    /// Only one fault is reported for each connection: the others follow from it.
    private var hasReported = false

    init(counters: AdminCounters, logger: Logger, lines: StrangerLines, limits: AdminLimits) {
        self.counters = counters
        self.logger = logger
        self.lines = lines
        maxCharacters = limits.loggedCharacters
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if !hasReported, let kind = Self.kind(of: error) {
            hasReported = true
            counters.count(kind)
            if let leftOut = lines.take() {
                let peer = context.channel.remoteAddress?.ipAddress ?? "unknown"
                var metadata: Logger.Metadata = [
                    "peer": "\(peer)", "fault": "\(kind.rawValue)", "detail": "\("\(error)".logged(maxCharacters))",
                ]
                if leftOut > 0 { metadata["leftOut"] = "\(leftOut)" }
                logger.info("admin connection refused", metadata: metadata)
            }
        }
        context.fireErrorCaught(error)
    }

    /// Nil for a connection that merely ended, with or without TLS's `close_notify`.
    static func kind(of error: any Error) -> AdminCounters.Fault? {
        switch error {
        case NIOSSLError.uncleanShutdown, is IOError, is ChannelError: nil
        case is NIOSSLError, is BoringSSLError, is NIOSSLExtraError: .tls
        case is RequestDeadline.Missed: .deadline
        default: .http
        }
    }
}
