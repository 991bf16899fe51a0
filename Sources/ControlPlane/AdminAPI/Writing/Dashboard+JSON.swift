import BoardProtocol
import Values
import WallboardCore

/// A dashboard, who shows it, and what each view leaves of it.
extension DashboardStatus: JSONMembers {
    func write(to json: inout JSONWriter) {
        json.members(of: dashboard)
        json.texts("devices", devices.map(\.text))
        json.object("views") { json in
            for view in BoardView.allCases where view != .none {
                json.object(view.rawValue, dashboard.cut(for: view))
            }
        }
    }
}

/// What may be edited of a dashboard, and its id.
extension Dashboard: JSONMembers {
    func write(to json: inout JSONWriter) {
        json.member("id", id.text)
        json.member("title", title)
        if let queues { json.texts("queues", queues) } else { json.member("queues", nil as String?) }
        json.member("callerNumbers", hidesCallers ? Customer.CallerNumbers.masked.rawValue : nil)
        json.tiles(tiles)
        json.alarms(alarms)
    }
}

extension DashboardCut: JSONMembers {
    func write(to json: inout JSONWriter) {
        json.tiles(tiles)
        json.alarms(alarms)
        json.list("leftOut", leftOut) { json, part in
            let (tile, alarm): (Int?, Int?) =
                switch part.place {
                case .tile(let index): (index, nil)
                case .alarm(let index): (nil, index)
                }
            json.member("tile", tile)
            json.member("alarm", alarm)
            json.member("figure", part.figure?.rawValue)
            json.member("reason", part.reason)
        }
    }
}

extension JSONWriter {
    fileprivate mutating func tiles(_ tiles: [Tile]) {
        array("tiles", tiles) { json, tile in Welcome.Tile(tile).write(to: &json) }
    }

    fileprivate mutating func alarms(_ alarms: [Alarm]) {
        array("alarms", alarms) { json, alarm in Welcome.Alarm(alarm).write(to: &json) }
    }
}
