import CLinux
import Glibc
import Synchronization

/// Messages from any thread to the thread of one loop: a bounded queue with a descriptor that the loop polls.
///
/// The descriptor is readable exactly while messages wait, so only the first message after a drain costs a system call.
/// Messages arrive in the order in which they were posted.
package final class Mailbox<Message: Sendable>: Sendable {
    private struct State {
        var messages: [Message] = []
        var isClosed = false
    }

    /// To be polled for reading. It stays open as long as the mailbox.
    package let wakeUp: FileHandle
    /// The maximum number of waiting messages.
    package let capacity: Int
    private let state = Mutex(State())

    /// - Parameter capacity: 1…
    /// - Throws: `EMFILE`, `ENFILE` or `ENOMEM`.
    package init(capacity: Int) throws(Errno) {
        precondition(capacity > 0, "capacity \(capacity)")
        let descriptor = CLinux_eventfd()
        guard descriptor >= 0 else { throw Errno.current }
        wakeUp = FileHandle(owning: descriptor)
        self.capacity = capacity
    }

    /// Posts a message and wakes the loop; false when the mailbox is full or closed. Never waits.
    ///
    /// `room` places, 0…`capacity`, must stay free after it, for messages that matter more.
    @discardableResult
    package func post(_ message: Message, keepingFree room: Int = 0) -> Bool {
        post(contentsOf: CollectionOfOne(message), keepingFree: room)
    }

    /// Posts all messages, or none when they do not all fit or the mailbox is closed.
    ///
    /// `room` places, 0…`capacity`, must stay free after them, for messages that matter more.
    @discardableResult
    package func post(contentsOf messages: some Collection<Message>, keepingFree room: Int = 0) -> Bool {
        state.withLock { state in
            guard !state.isClosed, state.messages.count + messages.count <= capacity - room else { return false }
            let wasEmpty = state.messages.isEmpty
            state.messages.append(contentsOf: messages)
            if wasEmpty && !state.messages.isEmpty { signal() }
            return true
        }
    }

    /// Moves what waits into `messages`, whose contents are dropped and whose storage is used for the next ones. For
    /// the loop that owns the mailbox.
    package func drain(into messages: inout [Message]) {
        messages.removeAll(keepingCapacity: true)
        state.withLock { state in
            guard !state.messages.isEmpty else { return }
            swap(&state.messages, &messages)
            reset()
        }
    }

    /// From now on every post returns false; what waits can still be drained.
    package func close() {
        state.withLock { $0.isClosed = true }
    }

    /// Whether the loop has stopped taking messages for good, as opposed to having no room for now.
    package var isClosed: Bool { state.withLock { $0.isClosed } }

    private func signal() {
        let result = eventfd_write(wakeUp.descriptor, 1)
        precondition(result == 0, "eventfd_write: \(Errno.current)")
    }

    private func reset() {
        var count: eventfd_t = 0
        let result = eventfd_read(wakeUp.descriptor, &count)
        precondition(result == 0, "eventfd_read: \(Errno.current)")
    }
}
