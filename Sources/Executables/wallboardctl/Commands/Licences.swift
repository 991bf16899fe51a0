import AdminClient
import ArgumentParser
import BoardProtocol
import Values

struct Licences: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "The licences of a customer and its maximum of wallboards.",
        subcommands: [Show.self, SetMaximum.self])

    static func path(_ customer: String) -> AdminPath { ["v1", "customers", customer, "licences"] }

    static func table(_ licences: JSON) -> Table {
        let all: JSON? = licences
        func row(_ name: String, _ path: (String, String)) -> (name: String, value: String) {
            ("  \(name)", all[path.0, path.1].shown)
        }
        func board(_ name: String, _ member: String) -> (name: String, value: String) {
            ("  \(name)", all["devices", "wallboards", member].shown)
        }
        let isOver = all["devices", "wallboards", "over"]?.bool == true
        return Table(of: [
            ("as of", licences["asOf"].shown),
            ("wallboards", all["devices", "wallboards", "display"].shown + (isOver ? ", too many" : "")),
            board("analytics", "analytics"), board("live analytics", "liveAnalytics"),
            board("connected now", "connected"), board("asleep", "asleep"), board("offline", "offline"),
            board("suspended", "suspended"),
            ("users", ""),
            row("essential", ("users", "essential")), row("professional", ("users", "professional")),
            row("agent add-on", ("users", "agentAddOn")),
            ("clients", ""),
            row("desktop", ("clients", "desktop")), row("CRM add-on", ("clients", "crmAddOn")),
            ("supervisors", ""),
            row("reports", ("supervisor", "reports")), row("insights", ("supervisor", "insights")),
            row("analytics", ("supervisor", "analytics")), row("live analytics", ("supervisor", "liveAnalytics")),
            row("contact centre", ("supervisor", "contactCentre")),
        ])
    }

    /// One line for output to a pipe.
    static func line(_ licences: JSON) -> String {
        let all: JSON? = licences
        let boards = ["analytics", "liveAnalytics", "connected", "asleep", "offline", "suspended"].map {
            "\($0) \(all["devices", "wallboards", $0].shown)"
        }
        return ([licences["asOf"].shown, all["devices", "wallboards", "display"].shown] + boards)
            .joined(separator: "  ")
    }

    struct Show: AdminCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show what is in use.",
            discussion:
                "With --watch: on a terminal the table, redrawn; with --json and in a pipe one line whenever "
                + "something is different.")
        @Argument(completion: .customers) var customer: String
        @Flag(help: "Show it again and again, until Ctrl-C.") var watch = false
        @Option(help: "Seconds between two updates with --watch.") var interval = 2
        @OptionGroup var connection: ConnectionOptions

        func validate() throws {
            guard (1...3_600).contains(interval) else { throw ValidationError("--interval is 1 to 3600 seconds.") }
        }

        func run(with client: AdminClient) async throws {
            guard watch else { return try showWithVersion(try await client.get(path(customer)), as: table) }
            try await Interruption.ends { try await look(with: client) }
        }

        private func look(with client: AdminClient) async throws {
            var last: JSON?
            while true {
                do {
                    let answer = try await client.get(path(customer))
                    let shown = (answer.json ?? .null).withoutMoment
                    if connection.json {
                        if shown != last { try Console.write(answer.body) }
                    } else if Console.isTerminal {
                        try Console.redraw(table(answer.json ?? .null).text)
                    } else if shown != last {
                        try Console.write(line(answer.json ?? .null))
                    }
                    last = shown
                } catch let error as AdminClientError where error.mayPass && last != nil {
                    try Task.checkCancellation()
                    Console.complain(error.description.printable)
                }
                try await Task.sleep(for: .seconds(interval))
            }
        }
    }
}

extension JSON {
    /// The licences without their timestamp, to see whether they are the same.
    fileprivate var withoutMoment: JSON {
        guard case .object(var members) = self else { return self }
        members["asOf"] = nil
        return .object(members)
    }
}
