import BoardProtocol

/// One event of the feed that is going to be played: what happens and when, in the time of the play.
///
/// The time of a play is in milliseconds since the midnight with which its day begins; a `Timeline` says what that is
/// by the clock.
struct PlannedEvent: Hashable, Sendable {
    /// Unique within the play.
    let id: String
    /// When it happens.
    let time: Int64
    /// When its call ends, not before `time`; nil for an agent's state.
    let callEnd: Int64?
    let content: CallEventMessage.Content
}
