import EventLoop
import Synchronization

/// All that other threads share with one loop: its mailbox, and what has to get through even where the loop takes nothing
/// out of it for a while.
final class LoopInbox: Sendable {
    /// Places that commands about connections leave to those about the loop.
    private static let roomForLoop = 64
    /// Of them, those that are left to the start and the end.
    private static let roomForEnd = 16

    let mailbox: Mailbox<BoardCommand>
    /// Places that publications leave free: half of those that commands about connections have, and the others' own.
    let roomBesidePublications: Int
    private let hasOverflowed = Atomic<Bool>(false)
    private let isFenced = Atomic<Bool>(false)
    private let turnedAt = Atomic<Int64>(.max)

    /// Throws `EMFILE`, `ENFILE` or `ENOMEM`.
    init(within limits: BoardServerLimits) throws(Errno) {
        mailbox = try Mailbox(capacity: limits.maxWaitingCommands + Self.roomForLoop)
        roomBesidePublications = limits.maxWaitingCommands / 2 + Self.roomForLoop
    }

    // MARK: For others

    /// Posts a command that must be carried out.
    ///
    /// There is room for more than there are connections. Where a loop stands still for so long that it is full all the
    /// same, the loop drops its connections before it does anything else: what it was not told cannot be held against
    /// boards that come back and are told everything.
    ///
    /// - Returns: false if the loop has ended, and for a barrier or a release that has no room.
    func post(_ command: BoardCommand) -> Bool {
        let room =
            switch command {
            case .shutDown, .hurry, .useTLS: 0
            case .barrier: Self.roomForEnd
            default: Self.roomForLoop
            }
        if mailbox.post(command, keepingFree: room) { return true }
        if mailbox.isClosed { return false }
        switch command {
        case .barrier, .release: return false
        default: break
        }
        hasOverflowed.store(true, ordering: .releasing)
        return true
    }

    /// Has the loop offer nothing more to any board before it has carried out what was posted until now.
    func raiseFence() { isFenced.store(true, ordering: .releasing) }

    /// When the loop began its last turn, in monotonic milliseconds; nil unless it runs.
    var lastTurn: Int64? {
        let time = turnedAt.load(ordering: .relaxed)
        return time == .max ? nil : time
    }

    // MARK: For the loop

    func turned(at now: Int64) { turnedAt.store(now, ordering: .relaxed) }
    func ended() { turnedAt.store(.max, ordering: .relaxed) }

    /// Whether nothing may be offered. One load, for every write.
    var holdsBack: Bool { isFenced.load(ordering: .relaxed) }

    /// Lowers the fence, before the loop takes what was posted.
    func lowerFence() {
        if isFenced.load(ordering: .relaxed) { isFenced.store(false, ordering: .sequentiallyConsistent) }
    }

    /// Whether something was not told to the loop since it last asked.
    func takeOverflow() -> Bool {
        hasOverflowed.load(ordering: .relaxed) && hasOverflowed.exchange(false, ordering: .acquiringAndReleasing)
    }
}
