import Values
import WallboardCore

extension CustomerSummary: JSONMembers {
    func write(to json: inout JSONWriter) {
        json.members(of: customer)
        json.object("wallboards") { json in
            json.members(of: seats)
            json.member("over", seats.isOver)
            json.member("connected", connected)
        }
        json.object("feed", feed)
        json.object("leftOut") { json in
            json.member("queues", leftOut.queues)
            json.member("agents", leftOut.agents)
        }
    }
}

extension Customer: JSONMembers {
    func write(to json: inout JSONWriter) {
        json.member("id", id.text)
        json.member("name", name)
        json.member("timeZone", timeZone)
        json.member("maxWallboards", maximum)
        json.member("resetTime", Self.timeOfDay(resetMinuteOfDay))
        json.member("serviceLevelSeconds", serviceLevelSeconds)
        json.member("shortAbandonSeconds", shortAbandonSeconds)
        json.member("serviceLevelVariant", serviceLevelVariant.rawValue)
        json.member("feedLostSeconds", feedLostSeconds)
        json.object("goals") { goals.write(to: &$0) }
        json.member("callerNumbers", callerNumbers.rawValue)
        json.member("agentAddOn", agentAddOn.rawValue)
        json.object("sleepHours", sleepHours) { json, hours in
            json.member("from", Self.timeOfDay(hours.fromMinute))
            json.member("to", Self.timeOfDay(hours.toMinute))
        }
        json.member("createdAt", createdAt)
    }

    /// `HH:MM` of a minute of the day.
    private static func timeOfDay(_ minute: Int) -> String {
        let (hours, minutes) = minute.quotientAndRemainder(dividingBy: 60)
        return "\(hours < 10 ? "0" : "")\(hours):\(minutes < 10 ? "0" : "")\(minutes)"
    }
}

/// The licence figure: `configured`, `max`, `display`.
extension SeatFigure: JSONMembers {
    func write(to json: inout JSONWriter) {
        json.member("configured", configured)
        json.member("max", maximum)
        json.member("display", display)
    }
}
