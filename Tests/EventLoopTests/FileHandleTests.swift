import EventLoop
import Glibc
import Testing

struct FileHandleTests {
    @Test("an errno names itself")
    func anErrnoNamesItself() {
        #expect(Errno(code: ECONNRESET).description == "ECONNRESET (104): Connection reset by peer")
        #expect(Errno(code: 9_999).description == "errno 9999")
    }

    /// The peer sees the end, however the handle goes.
    @Test("a handle is closed by close and by its owner going away", arguments: [true, false])
    func aHandleIsClosedByCloseAndByItsOwnerGoingAway(_ closes: Bool) throws {
        let connected = try Loopback().connect()
        let client = connected.client
        if closes {
            connected.server.close()
        } else {
            drop(connected.server)
        }
        try wait(for: client, .read)
        let end = Socket.read(client, into: ReadBuffer(capacity: 1))
        #expect(end == .end)
    }

    private func drop(_ handle: consuming FileHandle) {}
}
