import BoardProtocol
import Values
import WallboardCore

extension Customer: Tagged {
    var entityTag: EntityTag {
        var json = JSONWriter()
        json.beginArray()
        json.string(name)
        json.string(timeZone)
        json.integer(resetMinuteOfDay)
        json.integer(serviceLevelSeconds)
        json.integer(shortAbandonSeconds)
        json.string(serviceLevelVariant.rawValue)
        json.integer(feedLostSeconds ?? -1)
        json.raw(goals.text)
        json.string(callerNumbers.rawValue)
        json.string(agentAddOn.rawValue)
        json.integer(sleepHours?.fromMinute ?? -1)
        json.integer(sleepHours?.toMinute ?? -1)
        json.endArray()
        return EntityTag(of: json.finish())
    }
}

extension User: Tagged {
    var entityTag: EntityTag { EntityTag(of: JSONWriter.text(of: self)) }
}

extension Device: Tagged {
    var entityTag: EntityTag {
        EntityTag(
            of: JSONWriter.text { json in
                json.member("name", name)
                json.member("userId", user?.text)
                json.member("suspended", suspended)
                json.member("dashboardId", dashboard?.text)
            })
    }
}

extension Dashboard: Tagged {
    var entityTag: EntityTag { EntityTag(of: JSONWriter.text(of: self)) }
}
