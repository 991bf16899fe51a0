import HTTPTypes
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import NIOSSL

/// A connection of the admin port: counted when it is accepted, then TLS with the current certificates, and HTTP/1.1
/// inside. Hummingbird's own channel keeps the certificates that it started with.
struct AdminChannel: ServerChildChannel {
    /// Why a connection is closed before anything is read from it.
    private struct Refused: Error {}

    let http: HTTP1Channel
    let tls: AdminTLS
    let door: ConnectionDoor
    let limits: AdminLimits
    let counters: AdminCounters

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<HTTP1Channel.Value> {
        let deadline = HeadDeadline(.seconds(Int64(limits.headDeadlineSeconds)))
        let bound = NIOLoopBound(deadline, eventLoop: channel.eventLoop)
        let id = ObjectIdentifier(channel)
        let peer = channel.remoteAddress?.ipAddress ?? "unknown"
        let verdict = door.enter(id, from: peer) {
            channel.eventLoop.execute { bound.value.drop() }
        }
        if case .refused(let isNews) = verdict {
            counters.count(.refused)
            if isNews {
                logger.warning(
                    "admin connections refused: there are too many, in total or from one address",
                    metadata: ["peer": "\(peer)"])
            }
            channel.close(promise: nil)
            return channel.eventLoop.makeFailedFuture(Refused())
        }
        channel.closeFuture.whenComplete { _ in door.leave(id) }
        return channel.eventLoop.makeCompletedFuture {
            try channel.pipeline.syncOperations.addHandlers(
                EndDeadline(.seconds(Int64(limits.endSeconds))), deadline)
            try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls.context))
        }.flatMap {
            http.setup(channel: channel, logger: logger)
        }.flatMapThrowing { value in
            let pipeline = channel.pipeline.syncOperations
            let decoder = try pipeline.handler(type: ByteToMessageHandler<HTTPRequestDecoder>.self)
            try pipeline.addHandler(HostRule(), position: .after(decoder))
            return value
        }
    }

    func handle(value: HTTP1Channel.Value, logger: Logger) async {
        await http.handle(value: value, logger: logger)
    }
}

/// Answers `Expect: 100-continue` with 100 (RFC 9110, section 10.1.1), for which a client waits before it sends a
/// large body. The answer itself says whether the body is accepted.
final class ContinueExpectation: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias OutboundOut = HTTPResponsePart

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if case .head(let head) = unwrapInboundIn(data), head.headerFields[.expect]?.lowercased() == "100-continue" {
            context.writeAndFlush(wrapOutboundOut(.head(HTTPResponse(status: .continue))), promise: nil)
        }
        context.fireChannelRead(data)
    }
}
