import AdminClient
import ArgumentParser
import BoardProtocol
import Values

struct Ledger: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "The seat ledger of a customer: every change of seats and of the maximum.",
        subcommands: [List.self, Verify.self])

    static func path(_ customer: String) -> AdminPath { ["v1", "customers", customer, "ledger"] }

    struct List: AdminCommand {
        static let configuration = CommandConfiguration(
            abstract: "List all entries, oldest first.",
            discussion: "Keep it with --json: wallboardctl ledger verify reads that.")
        @Argument(completion: .customers) var customer: String
        @Flag(help: "Print it for a spreadsheet.") var csv = false
        @OptionGroup var connection: ConnectionOptions

        func validate() throws {
            guard !csv || !connection.json else { throw ValidationError("Give --csv or --json.") }
        }

        func run(with client: AdminClient) async throws {
            if csv { return try await showCSV(path(customer), with: client) }
            try show(try await client.items(of: path(customer))) { entries in
                Table(
                    ["NO.", "AT", "WHAT", "BOARD", "LICENCE", "HOW", "AUTHOR", "SEATS", "MAXIMUM", "REASON"],
                    entries.map {
                        [
                            $0["sequence"].shown, $0["at"].shown, $0["kind"].shown, $0["serial"].shown,
                            $0["boardLicence"].shown, $0["how"].shown, $0["author"].shown, $0["configured"].shown,
                            $0["maxWallboards"].shownMaximum, $0["reason"].shown,
                        ]
                    })
            }
        }
    }
}
