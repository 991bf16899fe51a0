import NIOCore

/// Closes a connection whose handshake and first head, or a later head from its first byte on, take too long. It is
/// the first handler of its connection: what it closes is closed at once, without TLS's `close_notify`, which would
/// give the peer more time.
final class HeadDeadline: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private enum Phase {
        case awaitingHead, inRequest, betweenRequests
    }

    private let deadline: TimeAmount
    private var phase = Phase.awaitingHead
    private var timer: Scheduled<Void>?
    private var context: ChannelHandlerContext?

    init(_ deadline: TimeAmount) {
        self.deadline = deadline
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        start(context)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        timer?.cancel()
        self.context = nil
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if phase == .betweenRequests {
            phase = .awaitingHead
            start(context)
        }
        context.fireChannelRead(data)
    }

    /// A handler behind this one has read a head.
    func headArrived() {
        phase = .inRequest
        timer?.cancel()
    }

    /// A handler behind this one has read the end of a request.
    func requestEnded() {
        if phase == .inRequest { phase = .betweenRequests }
    }

    /// Closes the connection at once.
    func drop() {
        context?.close(promise: nil)
    }

    private func start(_ context: ChannelHandlerContext) {
        timer = context.eventLoop.assumeIsolated().scheduleTask(in: deadline) {
            // From here on, so that the handler that counts faults sees it before the connection is closed.
            context.fireErrorCaught(RequestDeadline.Missed())
            context.close(promise: nil)
        }
    }
}
