import Hummingbird
import Logging
import NIOCore

/// What Hummingbird hands to the responder beside the request.
struct AdminContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// The address of the connection's other end without its port, perhaps a proxy's; "unknown" where the peer is gone already.
    let peer: String
    /// The connection that the request came on.
    let connection: any Channel

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        connection = source.channel
        peer = source.channel.remoteAddress?.ipAddress ?? "unknown"
    }
}
