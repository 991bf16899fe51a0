import BoardProtocol
import EventLoop

/// One connection of the boards' port, for as long as the process lives: a slot that is used again has another
/// generation, so that a late command never reaches a newer connection.
package struct ConnectionID: Hashable, Sendable {
    /// The loop that owns the connection, and to which commands for it are posted; 0..<`BoardServer.loopCount`.
    package let loop: UInt16
    let slot: UInt32
    let generation: UInt32

    /// For tests of code that keys by connection.
    package init(loop: UInt16, slot: UInt32, generation: UInt32) {
        self.loop = loop
        self.slot = slot
        self.generation = generation
    }
}

/// A stream of state that boards subscribe to: one view of one customer. Named by the control plane, never used twice.
package struct TopicID: Hashable, Sendable {
    /// Any number, as long as it names one topic.
    package let number: UInt64

    /// The name with this number.
    package init(number: UInt64) {
        self.number = number
    }
}

/// What the boards' port reports to the control plane, in batches of one tick, in order.
package enum BoardEvent: Sendable {
    /// A board said who it is and waits for `admit` or `refuse`.
    case hello(ConnectionID, Hello, address: String)
    /// A board that had said `hello` reports something for operators.
    case status(ConnectionID, BoardStatus)
    /// A board that `BoardCommand.probe` asked about has answered its ping.
    case answered(ConnectionID)
    /// A connection of `Conversation.listening` is open: answer with `entitle` to subscribe it.
    case listening(ConnectionID)
    /// A connection that was reported earlier is gone; no event of it follows. The code is the first reason found,
    /// whichever side closed.
    case closed(ConnectionID, BoardClose)
    /// At least one subscriber on this loop needs a snapshot: answer with `BoardCommand.snapshot`.
    case snapshotWanted(TopicID, loop: UInt16)
}

/// Takes the events of all loops. Called on the loops' threads once a tick; must return at once.
package protocol BoardEventSink: Sendable {
    /// The events of one tick of one loop, in order; 1 or more.
    func receive(_ events: [BoardEvent])
}

/// What the control plane orders of one loop; carried out in the order in which it was posted. A command for a
/// connection that is gone, or is not in a state for it, does nothing.
package enum BoardCommand: Sendable {
    /// Lets a board in: `greeting` (registered, welcome) then the snapshot of its topic. A board that is to be paired
    /// is let in with `pairing` and without a subscription: from then on the rules of heartbeats and pongs hold for it.
    /// `isGuest`: it is not welcomed yet, and has a stranger's limits until `entitle`.
    case admit(ConnectionID, greeting: [SharedFrame], Subscription?, isGuest: Bool = false)
    /// Changes what a board is subscribed to: `messages` (welcome; where it has just been paired, registered before it)
    /// in their order, then the snapshot. What waits for it under the old entitlement is dropped. Where `revokes` is
    /// true, they wait until the board has acknowledged what it was sent; if it does not in time, or bytes of state can
    /// no longer be taken back, the connection is reset. That also holds for a board that is closing.
    case entitle(ConnectionID, messages: [SharedFrame], Subscription?, revokes: Bool)
    /// Sends a board that is let in a message made by `SharedFrame.control`, behind all that waits for it: another
    /// pairing code, another token. What it is subscribed to stays. A board that leaves too many of them waiting is
    /// closed with 4003.
    case say(ConnectionID, SharedFrame)
    /// Pings a board that is let in, for `BoardEvent.answered`. One that does not answer causes no event.
    case probe(ConnectionID)
    /// Sends `message` where there is one, then closes. What waits for the board is dropped, as with `entitle`.
    case close(ConnectionID, message: SharedFrame?, BoardClose, revokes: Bool)
    /// To every subscriber that is up to date.
    case update(TopicID, SharedFrame)
    /// To every subscriber that waits for a snapshot; with `toAll`, to every subscriber. Those that have not taken all
    /// that waits for them are left out and ask again later.
    case snapshot(TopicID, SharedFrame, toAll: Bool)
    /// Connections that are accepted from now on get other certificates; existing ones keep theirs.
    case useTLS(TLSServerContext)
    /// Answered at the end of the tick with the measurements of every connection that is let in.
    case inspect(Inspection)
    /// Ends a connection that is not finished, because a newer one needs its place (`ConnectionQuota`). Posted by
    /// loops.
    case displace(ConnectionID)
    /// Sends a connection nothing until `released`: it takes the place of another.
    case hold(ConnectionID)
    /// Posts `released` for this connection, on any loop, when nothing that was taken back before can be sent any more.
    case release(ConnectionID)
    /// Ends `hold`.
    case released(ConnectionID)
    /// Acknowledged when every command posted before it has been carried out, and nothing that was taken back by them
    /// can be sent any more.
    case barrier(Barrier)
    /// Tells every board to come back later, each at its own moment up to `spreadMillis`, and closes it; then the
    /// loop ends.
    case shutDown(BoardClose, spreadMillis: Int64)
    /// While shutting down: all remaining boards are sent away now, and none is waited for longer than it takes to
    /// write that.
    case hurry
}

/// A topic and its state at the moment of subscribing.
package struct Subscription: Sendable {
    /// Whose updates follow.
    package let topic: TopicID
    /// The state that the next update builds on; nil where updates do not build on a state.
    package let snapshot: SharedFrame?

    /// A subscription that begins with `snapshot`, made by `SharedFrame.state`.
    package init(topic: TopicID, snapshot: SharedFrame?) {
        self.topic = topic
        self.snapshot = snapshot
    }
}
