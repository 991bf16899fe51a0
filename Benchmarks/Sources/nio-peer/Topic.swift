import Glibc
import NIOCore
import NIOWebSocket

/// All channels that have upgraded. Confined to the event loop.
final class Topic {
    private var text: GeneratedText
    private var subscribers: [Subscriber] = []

    init(bytes: Int) {
        text = GeneratedText(bytes: bytes)
    }

    func add(_ subscriber: Subscriber) {
        subscriber.place = subscribers.count
        subscribers.append(subscriber)
    }

    func remove(_ subscriber: Subscriber) {
        guard let place = subscriber.place else { return }
        subscriber.place = nil
        let last = subscribers.removeLast()
        guard last !== subscriber else { return }
        subscribers[place] = last
        last.place = place
    }

    /// Writes `count` publications to every channel, and flushes once.
    func publish(_ count: Int) {
        let frames = (0..<count).map { _ in
            WebSocketFrame(fin: true, opcode: .text, data: ByteBuffer(bytes: text.next(at: Self.now())))
        }
        for subscriber in subscribers { subscriber.send(frames) }
    }

    private static func now() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000
    }
}

/// One channel: answers pings and closes, and is in the topic as long as it is open.
final class Subscriber: ChannelInboundHandler {
    typealias InboundIn = WebSocketFrame
    typealias OutboundOut = WebSocketFrame

    var place: Int?
    private let topic: Topic
    private var context: ChannelHandlerContext?

    init(topic: Topic) {
        self.topic = topic
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        topic.add(self)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        topic.remove(self)
    }

    func send(_ frames: [WebSocketFrame]) {
        guard let context else { return }
        for frame in frames { context.write(wrapOutboundOut(frame), promise: nil) }
        context.flush()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let frame = unwrapInboundIn(data)
        switch frame.opcode {
        case .ping:
            context.writeAndFlush(
                wrapOutboundOut(WebSocketFrame(fin: true, opcode: .pong, data: frame.unmaskedData)), promise: nil)
        case .connectionClose:
            topic.remove(self)
            context.close(promise: nil)
        default: break
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}
