import BoardProtocol
import HTTPTypes
import Values
import WallboardCore

/// The statement of a month.
struct UsageRoutes: Sendable {
    let ports: any LedgerReading

    var routes: [Route] {
        [
            Route("showUsage", .get, "/v1/customers/{customerId}/usage", .customer(.readers), answer: showUsage)
        ]
    }

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
            return .json(of: report)
        case .csv:
            let file = "usage-\(customer)-\(report.period)-\(part).csv"
            return .csv(part == "lines" ? UsageTable.lines(of: report) : UsageTable.figures(of: report), file: file)
        }
    }
}
