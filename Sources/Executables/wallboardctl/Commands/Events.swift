import AdminClient
import ArgumentParser
import BoardProtocol

struct Events: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Call events of a customer.", subcommands: [Send.self])

    struct Send: AdminCommand {
        static let configuration = CommandConfiguration(
            abstract: "Send a file of call events, one JSON object a line.",
            discussion: "Sending it again is harmless: events are known by their ids.")
        @Argument(completion: .customers) var customer: String
        @Argument(help: "The file, at most 16 MiB; - is the standard input.", completion: .file()) var file: String
        @OptionGroup var connection: ConnectionOptions

        /// Bytes of the file; the gateway takes no more at a time.
        static let mostBytes = 16 * 1_048_576

        func run(with client: AdminClient) async throws {
            let lines = try InputFile(name: file).read(most: Self.mostBytes)
            try show(try await client.post(events: lines, of: customer)) { receipt in
                let rejected = receipt["rejected"]?.array ?? []
                return Table(
                    of: [("accepted", receipt["accepted"].shown), ("duplicates", receipt["duplicates"].shown)]
                        + rejected.map { ("line \($0["line"].shown)", $0["reason"].shown) })
            }
        }
    }
}
