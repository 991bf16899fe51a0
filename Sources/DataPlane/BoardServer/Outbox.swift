/// What one board still has to get: a queue, and whether the state in it has been given up for a snapshot to come. A
/// value without I/O, so that the rules of the queue hold whatever the network does:
///
/// - A board gets the updates of its topic without a gap, or a snapshot after the gap.
/// - State never grows beyond the limits and one message; what must be said never beyond its own.
/// - What is taken back is not sent; where TLS has some of it already, the caller learns of it.
/// - Nothing comes after the last frame (Close, or the answer of HTTP).
struct Outbox {
    private(set) var queue = WriteQueue()
    /// The board gets no updates until it has had a snapshot.
    private(set) var needsSnapshot = false
    private(set) var isFinished = false

    /// Whether to request or send a snapshot: not while anything else waits, since it would age in the queue.
    var wantsSnapshot: Bool { needsSnapshot && queue.isEmpty }

    /// Adds what must be said, except state.
    ///
    /// - Returns: false if too much waits already: nothing was added, and the board is too slow.
    mutating func say(_ frame: EncodedFrame, within limits: BoardServerLimits) -> Bool {
        precondition(frame.kind != .state, "state is an update or a snapshot")
        guard queue.frameCount < limits.maxQueuedFrames + limits.maxQueuedControlFrames else { return false }
        append(frame)
        return true
    }

    /// What became of an update.
    enum Update: Equatable {
        case queued
        /// It was one too many: a snapshot replaces all waiting state that could be taken back, which was this many
        /// frames.
        case replaced(frames: Int)
        /// The board waits for a snapshot, which will hold it.
        case left
    }

    /// Adds an update of the board's topic.
    mutating func update(_ frame: EncodedFrame, within limits: BoardServerLimits) -> Update {
        guard !needsSnapshot else { return .left }
        append(frame)
        if queue.frameCount <= limits.maxQueuedFrames, queue.byteCount <= limits.maxQueuedBytes { return .queued }
        let frameCount = queue.frameCount
        startAnew()
        return .replaced(frames: frameCount - queue.frameCount)
    }

    /// Gives up the state that waits, for a snapshot to come.
    mutating func startAnew() {
        needsSnapshot = true
        _ = queue.dropState()
    }

    /// Adds a snapshot in place of the state that waits. The next update builds on it.
    mutating func replace(with snapshot: EncodedFrame) {
        needsSnapshot = false
        _ = queue.dropState()
        append(snapshot)
    }

    /// Ends the subscription: takes back the state that waits.
    ///
    /// - Returns: whether some of it cannot be taken back, since it is partly written or held by TLS.
    mutating func takeBack() -> Bool {
        needsSnapshot = false
        return queue.dropState()
    }

    /// Adds the last frames.
    mutating func finish(with frames: [EncodedFrame]) {
        _ = takeBack()
        for frame in frames { append(frame) }
        isFinished = true
    }

    /// TLS took `count` bytes.
    ///
    /// - Returns: whether the end of a message was among them.
    mutating func wrote(_ count: Int) -> Bool {
        queue.wrote(count)
    }

    /// The kernel was full when `count` bytes were offered.
    mutating func blocked(offering count: Int) {
        queue.blocked(offering: count)
    }

    private mutating func append(_ frame: EncodedFrame) {
        precondition(!isFinished, "a frame after the last one")
        queue.append(frame)
    }
}
