import NIOCore
import NIOHTTP1

/// Enforces the one `Host` of a request (RFC 9112, section 3.2): HTTP/1.1 without it, with two or with an invalid one
/// gets 400, since two servers in a row could take it for different sites. HTTP/1.0 does not have it: health checks
/// come without, and their connection ends after the answer (RFC 9112, section 9.3).
///
/// It follows the decoder, where the version is still known. A request that it rejects goes on without any `Host`,
/// and the responder answers it like any malformed request.
final class HostRule: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart

    /// The host that a request of HTTP/1.0 without one is taken to ask for.
    private static let unnamed = "localhost"

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .head(var head) = unwrapInboundIn(data) else { return context.fireChannelRead(data) }
        // The responder no longer knows the version, and would wait for another request.
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
    /// 400 for a request that does not name its host.
    static let host = Problem(kind: .malformedRequest, detail: "A request of HTTP/1.1 has exactly one Host.")
}
