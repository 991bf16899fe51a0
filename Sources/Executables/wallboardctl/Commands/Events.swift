import AdminClient
import ArgumentParser
import BoardProtocol
import Values

struct Events: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Call events of a customer.", subcommands: [Send.self, Export.self, Delete.self, ActiveCalls.self])

    struct Send: AdminCommand {
        static let configuration = CommandConfiguration(
            abstract: "Send a file of call events, one JSON object a line.",
            discussion: "Sending it again is harmless: events are recognised by their ids.")
        @Argument(completion: .customers) var customer: String
        @Argument(help: "The file, at most 16 MiB; - is the standard input.", completion: .file()) var file: String
        @OptionGroup var connection: ConnectionOptions

        /// Bytes of the file; the gateway accepts at most this much at a time.
        static let maxBytes = 16 * 1_048_576

        func run(with client: AdminClient) async throws {
            let lines = try InputFile(name: file).read(most: Self.maxBytes)
            try show(try await client.post(events: lines, of: customer)) { receipt in
                let rejected = receipt["rejected"]?.array ?? []
                return Table(
                    of: [("accepted", receipt["accepted"].shown), ("duplicates", receipt["duplicates"].shown)]
                        + rejected.map { ("line \($0["line"].shown)", $0["reason"].shown) })
            }
        }
    }

    struct Export: AdminCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write the stored events of a period to standard output, one a line.",
            discussion: "What it writes can be sent again with events send.")
        @Argument(completion: .customers) var customer: String
        @Option(help: "Events of this moment and later ones, such as 2026-11-24T09:00:00Z.") var from: String
        @Option(help: "Events before this moment.") var to: String
        @OptionGroup var connection: ConnectionOptions

        func run(with client: AdminClient) async throws {
            try await client.download(
                Events.path(customer), query: [(name: "from", value: from), (name: "to", value: to)],
                as: "application/x-ndjson"
            ) { try Console.writePart($0) }
        }
    }

    struct Delete: AdminCommand {
        static let configuration = CommandConfiguration(
            abstract: "Remove the stored events of a period, so that correct ones can be sent instead.")
        @Argument(completion: .customers) var customer: String
        @Option(help: "Events of this moment and later ones, such as 2026-11-24T09:00:00Z.") var from: String
        @Option(help: "Events before this moment.") var to: String
        @OptionGroup var connection: ConnectionOptions

        func run(with client: AdminClient) async throws {
            let range = [(name: "from", value: from), (name: "to", value: to)]
            try show(try await client.send(.delete, Events.path(customer), query: range)) {
                Table(of: [("deleted", $0["deleted"].shown)])
            }
        }
    }

    struct ActiveCalls: AdminCommand {
        static let configuration = CommandConfiguration(
            commandName: "active-calls", abstract: "State which calls are active now; all others are closed.",
            discussion:
                "The file has what PUT …/active-calls takes: {\"calls\": [{\"callId\", \"state\", \"since\", …}]}.")
        @Argument(completion: .customers) var customer: String
        @Option(help: "The file, at most 4 MiB; - is the standard input.", completion: .file()) var file: String
        @OptionGroup var connection: ConnectionOptions

        /// Bytes of the file; the gateway accepts at most this much.
        static let maxBytes = 4 * 1_048_576

        func run(with client: AdminClient) async throws {
            let body = try Self.json(InputFile(name: file))
            let path: AdminPath = ["v1", "customers", customer, "active-calls"]
            try show(try await client.send(.put, path, body: body)) { receipt in
                Table(of: ["stated", "opened", "changed", "orphaned", "ended"].map { ($0, receipt[$0].shown) })
            }
        }

        private static func json(_ file: InputFile) throws -> JSON {
            var limits = JSONLimits()
            limits.maxBytes = maxBytes
            limits.maxMembers = 200_000
            let bytes = try file.read(most: maxBytes)
            do throws(JSONError) {
                return try JSON(parsing: bytes, limits: limits)
            } catch {
                throw AdminClientError.misconfigured("\(file.described) is not JSON: \(error)")
            }
        }
    }

    fileprivate static func path(_ customer: String) -> AdminPath { ["v1", "customers", customer, "call-events"] }
}
