import AdminClient
import ArgumentParser
import BoardProtocol
import Foundation

struct Events: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Call events of a customer.", subcommands: [Send.self])

    struct Send: AdminCommand {
        static let configuration = CommandConfiguration(
            abstract: "Send a file of call events, one JSON object a line.",
            discussion: "Sending it again is harmless: events are known by their ids.")
        @Argument var customer: String
        @Argument(help: "The file, at most 16 MiB.") var file: String
        @OptionGroup var connection: ConnectionOptions

        func run(with client: AdminClient) async throws {
            guard let lines = FileManager.default.contents(atPath: file) else {
                throw AdminClientError.misconfigured("the file \(file) cannot be read")
            }
            show(try await client.post(events: Array(lines), of: customer)) { receipt in
                let rejected = receipt["rejected"]?.array ?? []
                return Table(
                    of: [("accepted", receipt["accepted"].shown), ("duplicates", receipt["duplicates"].shown)]
                        + rejected.map { ("line \($0["line"].shown)", $0["reason"].shown) })
            }
        }
    }
}
