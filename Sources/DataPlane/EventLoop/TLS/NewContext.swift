import COpenSSL

/// A context as both sides have it.
///
/// Released buffers: a session at rest holds no record buffers, 34 KiB each else. Partial writes, from wherever the bytes
/// are by then: what the kernel does not take now is offered again from the queue.
///
/// No read-ahead. It would save 0.8 µs a record and 1 % of a handshake, but hide records from the poller, and boards say
/// little: a pong every heartbeat.
func makeContext(_ method: OpaquePointer?) -> OpaquePointer {
    ERR_clear_error()
    guard let context = SSL_CTX_new(method) else { preconditionFailure("\(TLSError.current("SSL_CTX_new"))") }
    check(COpenSSL_SSL_CTX_set_min_proto_version(context, TLSVersion.tls12.number), "oldest version")
    let mode = SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER
    _ = COpenSSL_SSL_CTX_set_mode(context, Int(mode))
    return context
}

/// For settings that are constants of this program: OpenSSL refuses them only if it was built without them.
func check(_ result: Int32, _ setting: String) {
    precondition(result == 1, "\(TLSError.current(setting))")
}
