import NIOCore
import NIOHTTP1

/// Holds requests to their one `Host` (RFC 9112, section 3.2): HTTP/1.1 without it, with two or with one that is no host gets
/// 400, since two servers in a row could take it for different sites. HTTP/1.0 knows none: health checks come without, and
/// their connection ends behind the answer (RFC 9112, section 9.3).
///
/// It stands behind the decoder, where the version is still known. What it refuses goes on without any `Host`, and the
/// responder answers it as it answers all that is malformed.
final class HostRule: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart

    /// What a request of HTTP/1.0 without a name is taken to ask for.
    private static let unnamed = "localhost"

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .head(var head) = unwrapInboundIn(data) else { return context.fireChannelRead(data) }
        // What answers requests no longer knows the version, and would wait for another one.
        if head.version == .http1_0 { head.headers.replaceOrAdd(name: "Connection", value: "close") }
        let hosts = head.headers["Host"]
        if hosts.isEmpty, head.version == .http1_0 {
            head.headers.add(name: "Host", value: Self.unnamed)
        } else if hosts.count != 1 || !hosts[0].utf8.allSatisfy(Self.isOfHost) {
            head.headers.remove(name: "Host")
        }
        context.fireChannelRead(wrapInboundOut(.head(head)))
    }

    /// The characters of `uri-host [":" port]` (RFC 3986, sections 3.2.2 and 3.2.3).
    private static func isOfHost(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"):
            true
        default: ".-_~:[]%!$&'()*+;=".utf8.contains(byte)
        }
    }
}

extension Problem {
    /// 400 for a request that does not say whom it is for.
    static let host = Problem(kind: .malformedRequest, detail: "A request of HTTP/1.1 has exactly one Host.")
}
