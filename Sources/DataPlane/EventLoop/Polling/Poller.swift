import CLinux
import Glibc

/// Waits for many descriptors at once (epoll).
///
/// Level-triggered: a descriptor is reported as long as there is something to do, so that a loop may stop in the middle of
/// it when its share of a tick is used up and is told again in the next. Confined to the thread of its loop.
///
/// A descriptor that is closed leaves the poller by itself, since every one here has a single owner.
package struct Poller: ~Copyable {
    private let handle: FileHandle
    private let events: UnsafeMutableBufferPointer<epoll_event>
    private var count = 0

    /// - Parameter maxEvents: how many descriptors one `wait` reports, 1…; the others are reported by the next.
    /// - Throws: `EMFILE`, `ENFILE` or `ENOMEM`.
    package init(maxEvents: Int) throws(Errno) {
        precondition(maxEvents > 0 && maxEvents <= Int(Int32.max), "maxEvents \(maxEvents)")
        let descriptor = CLinux_epoll_create()
        guard descriptor >= 0 else { throw Errno.current }
        handle = FileHandle(owning: descriptor)
        events = .allocate(capacity: maxEvents)
        events.initialize(repeating: epoll_event())
    }

    deinit {
        events.deallocate()
    }

    /// Begins to poll a descriptor that is not in this poller yet.
    ///
    /// - Throws: `ENOMEM`, or `ENOSPC` when the user's limit of polled descriptors is reached.
    package func add(_ target: borrowing FileHandle, token: PollToken, interest: Interest) throws(Errno) {
        guard control(EPOLL_CTL_ADD, target, token, interest) == 0 else {
            let failure = Errno.current
            precondition(failure.code == ENOMEM || failure.code == ENOSPC, "epoll_ctl add: \(failure)")
            throw failure
        }
    }

    /// Changes what a descriptor in this poller is polled for.
    package func modify(_ target: borrowing FileHandle, token: PollToken, interest: Interest) {
        let result = control(EPOLL_CTL_MOD, target, token, interest)
        precondition(result == 0, "epoll_ctl modify: \(Errno.current)")
    }

    /// Stops polling a descriptor that stays open.
    package func remove(_ target: borrowing FileHandle) {
        let result = epoll_ctl(handle.descriptor, EPOLL_CTL_DEL, target.descriptor, nil)
        precondition(result == 0, "epoll_ctl remove: \(Errno.current)")
    }

    /// Waits until a descriptor is ready or the time is over: 0 does not wait, nil waits without end.
    ///
    /// The answer is how many are ready, and how far the subscript goes; 0 also where a signal broke off the waiting.
    package mutating func wait(timeoutMilliseconds: Int32?) -> Int {
        if let timeoutMilliseconds {
            precondition(timeoutMilliseconds >= 0, "timeout \(timeoutMilliseconds) ms")
        }
        let ready = epoll_wait(
            handle.descriptor, events.baseAddress, Int32(events.count), timeoutMilliseconds ?? -1)
        precondition(ready >= 0 || errno == EINTR, "epoll_wait: \(Errno.current)")
        count = Int(max(ready, 0))
        return count
    }

    /// What the last `wait` found.
    package subscript(index: Int) -> Readiness {
        precondition(index >= 0 && index < count, "event \(index) of \(count)")
        let event = events[index]
        let flags = event.events
        return Readiness(
            token: PollToken(bits: event.data.u64), isReadable: flags & EPOLLIN.rawValue != 0,
            isWritable: flags & EPOLLOUT.rawValue != 0,
            isHangUp: flags & (EPOLLHUP.rawValue | EPOLLERR.rawValue) != 0)
    }

    private func control(
        _ operation: Int32, _ target: borrowing FileHandle, _ token: PollToken, _ interest: Interest
    ) -> Int32 {
        var event = epoll_event()
        if interest.contains(.read) { event.events |= EPOLLIN.rawValue }
        if interest.contains(.write) { event.events |= EPOLLOUT.rawValue }
        event.data.u64 = token.bits
        return epoll_ctl(handle.descriptor, operation, target.descriptor, &event)
    }
}
