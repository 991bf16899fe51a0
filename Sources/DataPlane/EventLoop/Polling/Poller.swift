import CLinux
import Glibc

/// Waits for many descriptors at once (epoll).
///
/// Level-triggered: a descriptor is reported as long as there is something to do, so that a loop may stop in the middle
/// of it when its share of a tick is used up, and gets it reported again in the next. Confined to the thread of its
/// loop.
///
/// A descriptor that is closed leaves the poller by itself, since every descriptor here has a single owner.
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

    /// Waits until a descriptor is ready or the time is over: 0 does not wait, nil waits without a limit.
    ///
    /// Returns how many are ready, which bounds the subscript; 0 also where a signal interrupted the wait.
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

/// What a descriptor is polled for. Hang-up and error are always reported, even for `[]`.
package struct Interest: OptionSet, Hashable, Sendable {
    /// One bit per interest.
    package let rawValue: UInt8

    /// Takes any bits; unknown ones are ignored.
    package init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// Bytes or a connection are there to take, or the peer has sent its end.
    package static let read = Interest(rawValue: 1)
    /// The kernel has room to write.
    package static let write = Interest(rawValue: 2)
}

/// What the kernel says about one descriptor.
package struct Readiness: Hashable, Sendable {
    /// Whose descriptor it is.
    package let token: PollToken
    /// Bytes or a connection are there to take, or the peer has sent its end.
    package let isReadable: Bool
    /// The kernel has room to write, or a connect has ended.
    package let isWritable: Bool
    /// The connection is over in both directions or broken: reading shows which.
    package let isHangUp: Bool
}

/// What a descriptor belongs to: a slot of the loop's table, and which use of that slot.
///
/// The kernel can report a descriptor in the same batch in which its connection was closed and the slot given to the
/// next one. The generation distinguishes them; a bare descriptor could not.
package struct PollToken: Hashable, Sendable {
    /// The place in the loop's table.
    package let slot: UInt32
    /// Which use of the slot it is.
    package let generation: UInt32

    /// Names one use of one slot.
    package init(slot: UInt32, generation: UInt32) {
        self.slot = slot
        self.generation = generation
    }

    /// As it travels through the kernel.
    var bits: UInt64 { UInt64(generation) << 32 | UInt64(slot) }

    init(bits: UInt64) {
        self.init(slot: UInt32(truncatingIfNeeded: bits), generation: UInt32(truncatingIfNeeded: bits >> 32))
    }
}
