import BoardProtocol
import Values
import WallboardCore

extension AdminRoutes {
    /// The statement of a month: as JSON, or its lines or its figures as CSV.
    func showUsage(_ call: AdminCall) async throws -> Answer {
        let customer = try call.customer
        let period = try call.query["period"].map { text throws(Problem) in
            guard let period = BillingPeriod(text) else { throw .query("period", "must be a month as YYYY-MM") }
            return period
        }
        let part = call.query["part"] ?? "lines"
        guard part == "lines" || part == "figures" else { throw Problem.query("part", "must be lines or figures") }
        let format = try TableFormat.asked(call)
        let report = try await ports.usage(of: customer, in: period)
        switch format {
        case .json:
            return .json { json in
                json.beginObject()
                json.members(of: report)
                json.endObject()
            }
        case .csv:
            let file = "usage-\(customer)-\(report.period)-\(part).csv"
            return .csv(part == "lines" ? UsageTable.lines(of: report) : UsageTable.figures(of: report), file: file)
        }
    }
}

extension UsageFigures {
    /// Hours with at most 4 decimals, rounded to the nearest and never below 0: 360 ms are one unit of the last.
    var seatHours: String {
        let units = max(0, seatMilliseconds).adding(saturating: 180) / 360
        let fraction = String(units % 10_000)
        let digits = String(repeating: "0", count: 4 - fraction.count) + fraction
        let significant = digits.reversed().drop { $0 == "0" }.reversed()
        return String(units / 10_000) + (significant.isEmpty ? "" : "." + String(significant))
    }
}

extension JSONWriter {
    fileprivate mutating func members(of report: UsageReport) {
        let statement = report.statement
        member("customerId", report.customer.text)
        member("period", report.period.description)
        member("timeZone", report.timeZone)
        member("from", statement.from)
        member("to", statement.to)
        member("asOf", statement.asOf)
        member("isComplete", statement.asOf == statement.to)
        object("boardLicences") { json in
            json.object("analytics") { $0.members(of: statement.analytics) }
            json.object("liveAnalytics") { $0.members(of: statement.liveAnalytics) }
            json.object("total") { $0.members(of: statement.total) }
        }
        list("maximum", statement.maximum) { json, span in
            json.member("from", span.from)
            json.member("maxWallboards", span.maximum)
        }
        list("over", statement.over) { json, span in
            json.member("from", span.from)
            json.member("to", span.to)
            json.member("most", span.most)
        }
        list("lines", statement.lines) { json, line in json.members(of: line) }
        member("linesOmitted", statement.linesOmitted)
    }

    private mutating func members(of figures: UsageFigures) {
        member("opening", figures.opening)
        for (name, extreme) in [("highest", figures.highest), ("lowest", figures.lowest)] {
            object(name) { json in
                json.member("count", extreme.count)
                json.member("at", extreme.at)
                json.member("deviceId", extreme.device?.id.text)
                json.member("serial", extreme.device?.serial.text)
            }
        }
        member("closing", figures.closing)
        member("distinctDevices", figures.distinctDevices)
        key("seatHours")
        raw(Array(figures.seatHours.utf8))
    }

    private mutating func members(of line: UsageLine) {
        let entry = line.entry
        let change = entry.change
        member("sequence", entry.sequence)
        member("at", entry.at)
        member("kind", change.kind)
        if let device = change.device {
            member("deviceId", device.id.text)
            member("serial", device.serial.text)
            member("boardLicence", device.licence.rawValue)
        }
        if let earlier = change.previousBoardLicence { member("previousBoardLicence", earlier.rawValue) }
        if let how = change.how { member("how", how) }
        member("author", entry.author.text)
        if let reason = change.reason { member("reason", reason) }
        member("analytics", line.analytics)
        member("liveAnalytics", line.liveAnalytics)
        member("total", line.analytics + line.liveAnalytics)
        member("maxWallboards", entry.maximum)
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
