import NIOCore
import NIOHTTPTypes

/// Closes a connection whose request does not arrive in full in time: a client that sends a byte of its body now and
/// then is never idle, and would hold its connection for ever.
final class RequestDeadline: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart

    /// Told to the handlers that follow before the connection is closed.
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
            timer = context.eventLoop.assumeIsolated().scheduleTask(in: deadline) {
                context.fireErrorCaught(Missed())
                context.close(promise: nil)
            }
        case .body:
            break
        case .end:
            timer?.cancel()
        }
        context.fireChannelRead(data)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        timer?.cancel()
    }
}
