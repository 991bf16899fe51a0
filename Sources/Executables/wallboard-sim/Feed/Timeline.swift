import BoardProtocol
import Values

/// When each event of a play is sent, and which time it carries.
///
/// A play that is faster than the day was squeezes the day but not the calls: every call ends at its place in the
/// squeezed day, and its earlier events carry times as long before that as they were in the day. So no time lies in
/// the future, and every figure about waiting and talking is that of the day, whatever the speed. What an agent did
/// before the play starts keeps its distance in time, so that the last of it is known as the last.
struct Timeline: Hashable, Sendable {
    /// The moment at which the play starts, in milliseconds since 1970.
    let start: Int64
    /// The time of the play at that moment. What lies before it is sent at once.
    let from: Int64
    let speed: Speed
    /// nil: times near the moment of sending, as above; else the times of this date, whenever they are sent.
    let date: LocalDate?

    /// When to send an event that happens at `time` of the play, in milliseconds since 1970.
    func due(_ time: Int64) -> Int64 {
        start + speed.lasting(Swift.max(0, time - from))
    }

    /// The event with its time by the clock.
    func message(for event: PlannedEvent) -> CallEventMessage {
        let time =
            if let date {
                date.instant(at: event.time)
            } else if let end = event.callEnd {
                due(end) - (end - event.time)
            } else {
                due(event.time) - Swift.max(0, from - event.time)
            }
        return CallEventMessage(id: event.id, time: Instant(milliseconds: time), content: event.content)
    }
}
