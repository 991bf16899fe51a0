import NIOCore
import NIOHTTPTypes

/// Closes a connection whose request does not arrive in full in time: a client that sends a byte of its body now and
/// then is never idle, and would hold its connection for ever. `HeadDeadline` covers what comes before the body.
final class RequestDeadline: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart

    /// Sent to the handlers that follow before the connection is closed.
    struct Missed: Error, CustomStringConvertible {
        let description = "the request did not arrive in time"
    }

    private let deadline: TimeAmount
    private var timer: Scheduled<Void>?

    init(_ deadline: TimeAmount) {
        self.deadline = deadline
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head:
            headDeadline(context)?.headArrived()
            timer = context.eventLoop.assumeIsolated().scheduleTask(in: deadline) {
                context.fireErrorCaught(Missed())
                context.close(promise: nil)
            }
        case .body:
            break
        case .end:
            headDeadline(context)?.requestEnded()
            timer?.cancel()
        }
        context.fireChannelRead(data)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        timer?.cancel()
    }

    /// nil where a connection has none, as in tests of this one.
    private func headDeadline(_ context: ChannelHandlerContext) -> HeadDeadline? {
        try? context.pipeline.syncOperations.handler(type: HeadDeadline.self)
    }
}
