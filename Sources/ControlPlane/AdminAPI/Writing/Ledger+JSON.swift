import Values
import WallboardCore

extension LedgerRecord: JSONMembers {
    func write(to json: inout JSONWriter) {
        for (name, value) in entry.members {
            switch value {
            case .text(let text): json.member(name, text)
            case .number(let number): json.member(name, number)
            case .time(let time): json.member(name, time)
            case .unlimited: json.member(name, nil as Int?)
            }
        }
        json.member("hash", hash.text)
    }
}

extension UsageReport: JSONMembers {
    func write(to json: inout JSONWriter) {
        json.member("customerId", customer.text)
        json.member("period", period.description)
        json.member("timeZone", timeZone)
        json.member("from", statement.from)
        json.member("to", statement.to)
        json.member("asOf", statement.asOf)
        json.member("isComplete", statement.asOf == statement.to)
        json.object("boardLicences") { json in
            json.object("analytics", statement.analytics)
            json.object("liveAnalytics", statement.liveAnalytics)
            json.object("total", statement.total)
        }
        json.list("maximum", statement.maximum) { json, span in
            json.member("from", span.from)
            json.member("maxWallboards", span.maximum)
        }
        json.list("over", statement.over) { json, span in
            json.member("from", span.from)
            json.member("to", span.to)
            json.member("most", span.most)
        }
        json.list("lines", statement.lines)
        json.member("linesOmitted", statement.linesOmitted)
    }
}

extension UsageFigures: JSONMembers {
    func write(to json: inout JSONWriter) {
        json.member("opening", opening)
        for (name, extreme) in [("highest", highest), ("lowest", lowest)] {
            json.object(name) { json in
                json.member("count", extreme.count)
                json.member("at", extreme.at)
                json.member("deviceId", extreme.device?.id.text)
                json.member("serial", extreme.device?.serial.text)
            }
        }
        json.member("closing", closing)
        json.member("distinctDevices", distinctDevices)
        json.key("seatHours")
        json.raw(Array(seatHours.utf8))
    }

    /// Hours with at most 4 decimals, rounded to the nearest and never below 0: 360 ms are one unit of the last.
    var seatHours: String {
        let units = max(0, seatMilliseconds).adding(saturating: 180) / 360
        let fraction = String(units % 10_000)
        let digits = String(repeating: "0", count: 4 - fraction.count) + fraction
        let significant = digits.reversed().drop { $0 == "0" }.reversed()
        return String(units / 10_000) + (significant.isEmpty ? "" : "." + String(significant))
    }
}

extension UsageLine: JSONMembers {
    func write(to json: inout JSONWriter) {
        let change = entry.change
        json.member("sequence", entry.sequence)
        json.member("at", entry.at)
        json.member("kind", change.kind)
        if let device = change.device {
            json.member("deviceId", device.id.text)
            json.member("serial", device.serial.text)
            json.member("boardLicence", device.licence.rawValue)
        }
        if let earlier = change.previousBoardLicence { json.member("previousBoardLicence", earlier.rawValue) }
        if let how = change.how { json.member("how", how) }
        json.member("author", entry.author.text)
        if let reason = change.reason { json.member("reason", reason) }
        json.member("analytics", analytics)
        json.member("liveAnalytics", liveAnalytics)
        json.member("total", analytics + liveAnalytics)
        json.member("maxWallboards", entry.maximum)
    }
}

extension LedgerChange {
    /// The previous class, for a change of class.
    var previousBoardLicence: BoardLicence? {
        if case .boardLicence(_, let earlier) = self { earlier } else { nil }
    }

    /// How a seat was taken or freed.
    var how: String? {
        switch self {
        case .seatTaken(_, let gain): gain.rawValue
        case .seatFreed(_, let loss): loss.rawValue
        default: nil
        }
    }

    /// The admin's reason for a change of the maximum.
    var reason: String? {
        if case .maximum(_, let reason) = self { reason } else { nil }
    }
}
