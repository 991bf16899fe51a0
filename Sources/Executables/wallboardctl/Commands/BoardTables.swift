import Values

/// Boards, those that wait for a licence, refused attempts and alarms as tables and lines.
enum BoardTables {
    /// All of them, with how many boards there are of each status.
    static func all(_ list: BoardList, status: String? = nil) -> String {
        let shown = list.boards.filter { isWanted($0, status) }
        var parts = ["\(counts(list.boards))\n\(boards(shown).text)"]
        if !list.waiting.isEmpty {
            parts.append("Waiting for a licence: \(list.waiting.count)\n\(waiting(list.waiting).text)")
        }
        if !list.alarms.isEmpty { parts.append("Alarms: \(list.alarms.count)\n\(alarms(list.alarms).text)") }
        parts.append("Refused lately: \(list.refused.count)\n\(refused(list.refused).text)")
        return parts.joined(separator: "\n\n")
    }

    /// nil selects every status.
    static func isWanted(_ board: JSON, _ status: String?) -> Bool {
        status == nil || board["status"]?.string == status
    }

    private static func counts(_ boards: [JSON]) -> String {
        let words = [("Connected", "connected"), ("asleep", "asleep"), ("offline", "offline")]
        return words.map { word, status in
            "\(word): \(boards.count { $0["status"]?.string == status })"
        }.joined(separator: ", ")
    }

    static func boards(_ boards: [JSON]) -> Table {
        Table(
            [
                "CUSTOMER", "DEVICE", "NAME", "SERIAL", "USER", "VIEW", "STATUS", "SINCE", "ADDRESS", "ROUND TRIP",
                "QUEUED",
            ],
            boards.map {
                [
                    $0["customerId"].shown, $0["id"].shown, $0["name"].shown, $0["serial"].shown,
                    $0["userId"].shown, $0["view"].shown, Devices.status($0), since($0), $0["address"].shown,
                    Devices.milliseconds($0["roundTripMillis"]), $0["queuedBytes"].shown,
                ]
            })
    }

    static func waiting(_ screens: [JSON]) -> Table {
        Table(
            ["PLACE", "CUSTOMER", "SERIAL", "NAME", "USER", "WAITS FOR", "SINCE", "ADDRESS", "MAY BE"],
            screens.map {
                [
                    $0["place"].shown, $0["customerId"].shown, $0["serial"].shown, $0["name"].shown,
                    $0["userId"].shown, $0["reason"].shown, $0["since"].shown, $0["address"].shown,
                    SeatCandidates.list($0),
                ]
            })
    }

    static func refused(_ attempts: [JSON]) -> Table {
        Table(
            ["AT", "CUSTOMER", "SERIAL", "ADDRESS", "REASON", "DETAIL"],
            attempts.map {
                [
                    $0["at"].shown, $0["customerId"].shown, $0["serial"].shown, $0["address"].shown,
                    $0["reason"].shown, $0["detail"].shown,
                ]
            })
    }

    static func alarms(_ alarms: [JSON]) -> Table {
        Table(
            ["AT", "CUSTOMER", "DEVICE", "KIND", "SERIAL", "ADDRESS"],
            alarms.map {
                [
                    $0["at"].shown, $0["customerId"].shown, $0["deviceId"].shown, $0["kind"].shown,
                    $0["serial"].shown, $0["address"].shown,
                ]
            })
    }

    /// One event in one line; nil for what means nothing to a person.
    static func line(_ event: String, _ data: JSON) -> String? {
        let members: [String]
        switch event {
        case "board":
            return
                (["board", data["customerId"].shown, data["id"].shown, data["name"].shown, data["view"].shown]
                + [Devices.status(data), since(data), data["address"].shown]).joined(separator: "  ")
        case "waiting":
            let screens = (data["waiting"]?.array ?? []).map { "\($0["place"].shown). \($0["serial"].shown)" }
            return
                "waiting  \(data["customerId"].shown)  \(screens.isEmpty ? "nobody" : screens.joined(separator: ", "))"
        case "removed": members = ["customerId", "id"]
        case "refused": members = ["at", "customerId", "serial", "address", "reason"]
        case "alarm": members = ["at", "customerId", "deviceId", "kind", "serial", "address"]
        default: return nil
        }
        return ([event] + members.map { data[$0].shown }).joined(separator: "  ")
    }

    /// Since when it is connected, or when it was last seen.
    private static func since(_ board: JSON) -> String {
        (board["connectedSince"]?.string == nil ? board["lastSeen"] : board["connectedSince"]).shown
    }
}
