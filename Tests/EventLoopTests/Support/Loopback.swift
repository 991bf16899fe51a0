import EventLoop
import Testing

/// A listener on a free port of 127.0.0.1 and connections to it.
struct Loopback: ~Copyable {
    let listener: EventLoop.FileHandle
    let address: SocketAddress

    init() throws {
        let any = try #require(SocketAddress("127.0.0.1:0"))
        listener = try Socket.listen(on: any, backlog: 16, sharesPort: false)
        address = Socket.localAddress(listener)
    }

    /// Both ends of a new connection.
    func connect() throws -> Connected {
        let client = try Socket.connect(to: address)
        let server = try accept()
        try wait(for: client, .write)
        Socket.setNoDelay(client)
        Socket.setNoDelay(server)
        let failure = Socket.pendingError(client)
        #expect(failure == nil)
        return Connected(client: client, server: server)
    }

    func accept() throws -> EventLoop.FileHandle {
        try wait(for: listener, .read)
        switch Socket.accept(listener) {
        case .accepted(let handle, _): return handle
        case .wouldBlock: throw Stuck(what: "accept: would block")
        case .exhausted(let failure): throw failure
        case .transient(let failure): throw failure
        }
    }
}

/// The two ends of a connection.
struct Connected: ~Copyable {
    let client: EventLoop.FileHandle
    let server: EventLoop.FileHandle
}

/// Nothing happened for so long that it never will.
struct Stuck: Error {
    let what: String
}

/// Waits until a descriptor is ready.
func wait(for handle: borrowing EventLoop.FileHandle, _ interest: Interest) throws {
    var poller = try Poller(maxEvents: 1)
    try poller.add(handle, token: PollToken(slot: 0, generation: 0), interest: interest)
    guard poller.wait(timeoutMilliseconds: 20_000) == 1 else { throw Stuck(what: "descriptor \(handle.descriptor)") }
}
