import AdminClient
import ArgumentParser
import BoardProtocol
import Values

struct Usage: AdminCommand {
    static let configuration = CommandConfiguration(
        abstract: "What a customer used in a month: for each board licence the seats that were taken.")
    @Argument(completion: .customers) var customer: String
    @Option(help: ArgumentHelp("The month; without it the running one.", valueName: "YYYY-MM")) var period: String?
    @Flag(help: "Print the lines of the month for a spreadsheet.") var csv = false
    @Flag(help: "With --csv, print the figures instead of the lines.") var figures = false
    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        if let period, period.wholeMatch(of: /[0-9]{4}-(0[1-9]|1[0-2])/) == nil {
            throw ValidationError("--period is a month such as 2026-03.")
        }
        guard csv || !figures else { throw ValidationError("--figures goes with --csv.") }
        guard !csv || !connection.json else { throw ValidationError("Give --csv or --json.") }
    }

    func run(with client: AdminClient) async throws {
        let path: AdminPath = ["v1", "customers", customer, "usage"]
        let query = period.map { [(name: "period", value: $0)] } ?? []
        if csv {
            return try await showCSV(path, query: query + (figures ? [("part", "figures")] : []), with: client)
        }
        let answer = try await client.get(path, query: query)
        if connection.json { return try Console.write(answer.body) }
        try Console.write(Self.report(answer.json ?? .null))
    }

    static func report(_ usage: JSON) -> String {
        var parts = [head(usage).text, figures(usage).text, maximum(usage).text]
        if let over = usage["over"]?.array, !over.isEmpty {
            let rows = over.map { [$0["from"].shown, $0["to"].shown, $0["most"].shown] }
            parts.append("More seats than the maximum:\n" + Table(["FROM", "TO", "MOST"], rows).text)
        }
        parts.append(lines(usage).text)
        if usage["linesOmitted"]?.integer ?? 0 > 0 || usage["linesOmitted"]?.bool == true {
            parts.append("More lines are in --csv and in the ledger.")
        }
        return parts.joined(separator: "\n\n")
    }

    private static func head(_ usage: JSON) -> Table {
        Table(of: [
            ("customer", usage["customerId"].shown),
            ("period", usage["period"].shown + (usage["isComplete"]?.bool == false ? ", still running" : "")),
            ("from", usage["from"].shown), ("to", usage["to"].shown), ("time zone", usage["timeZone"].shown),
            ("as of", usage["asOf"].shown),
        ])
    }

    private static func figures(_ usage: JSON) -> Table {
        let classes = [("analytics", "analytics"), ("liveAnalytics", "live analytics"), ("total", "total")]
        return Table(
            ["BOARD LICENCE", "OPENING", "HIGHEST", "AT", "LOWEST", "AT", "CLOSING", "DEVICES", "SEAT-HOURS"],
            classes.map { member, name in
                let figures: JSON? = usage["boardLicences"]?[member]
                return [
                    name, figures["opening"].shown, figures["highest", "count"].shown, moment(figures["highest"]),
                    figures["lowest", "count"].shown, moment(figures["lowest"]), figures["closing"].shown,
                    figures["distinctDevices"].shown, figures["seatHours"].shown,
                ]
            })
    }

    /// When a count was reached, and by which board.
    private static func moment(_ peak: JSON?) -> String {
        peak["at"].shown + (peak["serial"]?.string == nil ? "" : " (\(peak["serial"].shown))")
    }

    private static func maximum(_ usage: JSON) -> Table {
        Table(
            ["FROM", "MAXIMUM"],
            (usage["maximum"]?.array ?? []).map { [$0["from"].shown, $0["maxWallboards"].shownMaximum] })
    }

    private static func lines(_ usage: JSON) -> Table {
        Table(
            ["NO.", "AT", "WHAT", "BOARD", "LICENCE", "HOW", "AUTHOR", "TOTAL", "MAXIMUM"],
            (usage["lines"]?.array ?? []).map {
                [
                    $0["sequence"].shown, $0["at"].shown, $0["kind"].shown, $0["serial"].shown,
                    $0["boardLicence"].shown, $0["how"].shown, $0["author"].shown, $0["total"].shown,
                    $0["maxWallboards"].shownMaximum,
                ]
            })
    }
}
