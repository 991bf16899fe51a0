import BoardProtocol
import Foundation
import Values

/// When each event of a play is sent, and which time it carries.
///
/// A play that is faster than the day squeezes the day but not the calls: every call ends at its place in the
/// squeezed day, and its earlier events carry times as long before that as they were in the day. So no time lies in
/// the future, and every figure about waiting and talking is that of the day, whatever the speed. What an agent did
/// before the play starts keeps its distance in time, so that the last of it is recognised as the last; with
/// `keepsHistory` the calls before it do, too.
struct Timeline: Hashable, Sendable {
    /// The moment at which the play starts, in milliseconds since 1970.
    let start: Int64
    /// The time of the play at that moment. Earlier events are sent at once.
    let from: Int64
    let speed: Speed
    /// nil: times near the moment of sending, as above; otherwise the times of this date, whenever they are sent.
    let date: PlayedDay?
    /// Whether calls that ended before the play starts keep their distance in time. If not, they end as it starts.
    var keepsHistory = false

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
                due(end) - (keepsHistory ? Swift.max(0, from - end) : 0) - (end - event.time)
            } else {
                due(event.time) - Swift.max(0, from - event.time)
            }
        return CallEventMessage(id: event.id, time: Instant(milliseconds: time), content: event.content)
    }
}

/// One event of the feed to be played: what happens and when, in the time of the play.
///
/// The time of a play is in milliseconds since the midnight with which its day begins; a `Timeline` says what that is
/// by the clock.
struct PlannedEvent: Hashable, Sendable {
    /// Unique within the play.
    let id: String
    /// When it happens.
    let time: Int64
    /// When its call ends, or the one that it becomes a part of, not before `time`; nil for an agent's state.
    let callEnd: Int64?
    let content: CallEventMessage.Content
}

/// A day of the calendar in a time zone.
struct PlayedDay: Hashable, Sendable {
    let timeZone: TimeZone
    /// Milliseconds from 1970-01-01T00:00 to the day's midnight, both by the clock on the wall.
    private let wallMidnight: Int64

    /// Returns nil unless `text` is a date such as `2026-11-24`.
    init?(_ text: String, in timeZone: TimeZone) {
        guard let date = CivilDate(text) else { return nil }
        self.init(daysSince1970: date.daysSince1970, in: timeZone)
    }

    /// So many days after 1970-01-01.
    init(daysSince1970 days: Int, in timeZone: TimeZone) {
        self.timeZone = timeZone
        wallMidnight = Int64(days) * 86_400_000
    }

    /// The moment at which the clock on the wall shows a time of this day, in milliseconds since 1970.
    ///
    /// `timeOfDay` is in milliseconds after midnight by that clock; beyond a day it is a later day. If the clock
    /// shows a time twice, one of the moments is taken; a time that it skips is moved by the hour.
    func instant(at timeOfDay: Int64) -> Int64 {
        let wall = wallMidnight + timeOfDay
        let guess = wall - offset(at: wall)
        return wall - offset(at: guess)
    }

    private func offset(at instant: Int64) -> Int64 {
        Int64(timeZone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(instant) / 1_000))) * 1_000
    }
}
