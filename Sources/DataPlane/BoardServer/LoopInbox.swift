import EventLoop
import Synchronization

/// All that other threads share with one loop: its mailbox, and what has to get through even while the loop takes
/// nothing out of it.
final class LoopInbox: Sendable {
    /// Places that commands about connections leave free for those about the loop.
    private static let roomForLoop = 64
    /// Of these, the ones reserved for start and end.
    private static let roomForEnd = 16

    let mailbox: Mailbox<BoardCommand>
    /// Places that publications leave free: half of those that commands about connections have, plus the loop's own.
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
    /// There is room for more commands than there are connections. If a loop stands still for so long that it is full
    /// all the same, the loop drops its connections before it does anything else: boards that come back get everything,
    /// so what the loop missed no longer matters.
    ///
    /// - Returns: false if the loop has ended, or for a barrier or a release if there is no room.
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

    /// Keeps the loop from offering anything more to any board before it has carried out what was posted until now.
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

    /// Whether a command was lost since the loop last asked.
    func takeOverflow() -> Bool {
        hasOverflowed.load(ordering: .relaxed) && hasOverflowed.exchange(false, ordering: .acquiringAndReleasing)
    }
}
