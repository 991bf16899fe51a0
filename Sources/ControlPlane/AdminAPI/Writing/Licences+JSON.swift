import Values
import WallboardCore

extension LicenceUsage: JSONMembers {
    func write(to json: inout JSONWriter) {
        json.member("asOf", asOf)
        writeUserFigures(to: &json)
        json.object("devices") { json in
            json.object("wallboards") { json in
                json.members(of: seats)
                json.member("analytics", analyticsBoards)
                json.member("liveAnalytics", liveAnalyticsBoards)
                json.member("connected", connectedBoards)
                json.member("asleep", asleepBoards)
                json.member("offline", offlineBoards)
                json.member("suspended", suspendedBoards)
                json.member("over", seats.isOver)
            }
        }
    }

    /// Writes what users are licensed for: `users`, `clients`, `supervisor`.
    func writeUserFigures(to json: inout JSONWriter) {
        json.object("users") { json in
            json.member("essential", essential)
            json.member("professional", professional)
            json.member("agentAddOn", agentAddOn)
        }
        json.object("clients") { json in
            json.member("desktop", desktop)
            json.member("crmAddOn", crmAddOn)
        }
        json.object("supervisor") { json in
            json.member("reports", reports)
            json.member("insights", insights)
            json.member("analytics", analytics)
            json.member("liveAnalytics", liveAnalytics)
            json.member("contactCentre", contactCentre)
        }
    }
}

/// The effect of a change of the maximum.
extension MaximumResult: JSONMembers {
    func write(to json: inout JSONWriter) {
        json.object("before", before)
        json.object("after") { json in
            json.members(of: usage.seats)
            json.member("over", usage.seats.isOver)
        }
        json.list("suspended", suspended)
        json.list("letsIn", letsIn) { json, board in
            json.member("serial", board.serial)
            json.member("model", board.model)
            json.member("lastRefusedAt", board.lastRefusedAt)
            json.member("waitingSince", board.waitingSince)
        }
    }
}

/// What a screen shows after a change.
extension ScreenChange: JSONMembers {
    func write(to json: inout JSONWriter) {
        device.writeIdentity(to: &json)
        json.member("view", view.rawValue)
        json.member("screen", screen)
    }
}
