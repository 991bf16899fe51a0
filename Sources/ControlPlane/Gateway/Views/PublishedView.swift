import BoardProtocol
import BoardServer
import Values
import WallboardCore

/// What the subscribers of one view of one customer have: the last state, its number, and its snapshot as one frame
/// for all who come. The cost of a change does not grow with the boards.
struct PublishedView<State: StateDocument> {
    let topic: TopicID
    private var seq = 0
    private var asOf = Instant(milliseconds: 0)
    /// nil while nobody subscribes.
    private var state: State?
    private var snapshot: SharedFrame?
    /// By loop.
    private var subscribers: [Int]
    /// Loops whose mailbox was full for an update: their boards need a snapshot.
    private var hasGap: [Bool]
    /// What the states of other views and selections have in common with it.
    private let texts: MemberTexts?

    init(topic: TopicID, loopCount: Int, sharing texts: MemberTexts? = nil) {
        self.topic = topic
        self.texts = texts
        subscribers = Array(repeating: 0, count: loopCount)
        hasGap = Array(repeating: false, count: loopCount)
    }

    var hasSubscribers: Bool { subscribers.contains { $0 > 0 } }

    /// Adds a subscriber. It gets what the others have; the next update is for it too.
    mutating func subscribe(loop: UInt16, now: Instant, current: @autoclosure () -> State) -> Subscription {
        if state == nil { advance(to: current(), now: now) }
        subscribers[Int(loop)] += 1
        return Subscription(topic: topic, snapshot: currentSnapshot())
    }

    mutating func unsubscribe(loop: UInt16) {
        precondition(subscribers[Int(loop)] > 0, "more boards left topic \(topic.number) than came")
        subscribers[Int(loop)] -= 1
        if !hasSubscribers { forget() }
    }

    /// Drops the last state: the next subscriber gets a new one.
    mutating func forget() {
        state = nil
        snapshot = nil
    }

    /// Sends the difference between what the subscribers have and `current`, if there is any.
    ///
    /// - Returns: whether a loop's mailbox was full, and `publish` must be called again.
    mutating func publish(_ current: @autoclosure () -> State, now: Instant, to server: BoardServer) -> Bool {
        guard hasSubscribers else { return false }
        let new = current()
        var update: SharedFrame?
        if let old = state {
            if new != old {
                advance(to: new, now: now)
                update = .state(
                    Update(seq: seq, asOf: now, patch: new.encoded(since: old, sharing: texts)).encode())
            }
        } else {
            // The state was dropped under its subscribers: all of them start from a new snapshot.
            advance(to: new, now: now)
            hasGap = subscribers.map { $0 > 0 }
        }
        for loop in subscribers.indices where subscribers[loop] > 0 {
            if hasGap[loop] {
                hasGap[loop] = !server.publish(.snapshot(topic, currentSnapshot(), toAll: true), to: UInt16(loop))
            } else if let update {
                hasGap[loop] = !server.publish(.update(topic, update), to: UInt16(loop))
            }
        }
        return zip(subscribers, hasGap).contains { $0 > 0 && $1 }
    }

    /// Answers a loop whose slow boards need a snapshot. Returns false if it has no room even for that.
    mutating func sendSnapshot(to loop: UInt16, of server: BoardServer) -> Bool {
        guard state != nil else { return true }
        return server.publish(.snapshot(topic, currentSnapshot(), toAll: false), to: loop)
    }

    private mutating func advance(to new: State, now: Instant) {
        seq += 1
        asOf = now
        state = new
        snapshot = nil
    }

    private mutating func currentSnapshot() -> SharedFrame {
        if let snapshot { return snapshot }
        guard let state else { preconditionFailure("no state to take a snapshot of") }
        let made = SharedFrame.state(
            Snapshot(seq: seq, asOf: asOf, state: state.encoded(sharing: texts)).encode())
        snapshot = made
        return made
    }
}
