import EventLoop
import Glibc

/// Nothing happened for so long that it never will.
struct Stuck: Error {
    let what: String

    /// How long that is, in milliseconds.
    static let millis: Int32 = 20_000
}

/// Waits until `condition` returns something. For what another thread does; a test fails only where it never happens.
func eventually<Value>(_ what: String, _ condition: () -> Value?) throws -> Value {
    let end = Clock.monotonicMilliseconds() + Int64(Stuck.millis)
    while Clock.monotonicMilliseconds() < end {
        if let value = condition() { return value }
        usleep(500)
    }
    throw Stuck(what: what)
}

/// Waits until `condition` holds.
func eventually(_ what: String, _ condition: () -> Bool) throws {
    let _: Void = try eventually(what) { condition() ? () : nil }
}

/// Waits until a descriptor is ready.
func wait(for handle: borrowing FileHandle, _ interest: Interest) throws {
    var poller = try Poller(maxEvents: 1)
    try poller.add(handle, token: PollToken(slot: 0, generation: 0), interest: interest)
    guard poller.wait(timeoutMilliseconds: Stuck.millis) == 1 else { throw Stuck(what: "the peer says nothing") }
}
