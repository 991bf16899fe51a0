import AdminClient
import ArgumentParser
import BoardProtocol

struct Pair: AdminCommand {
    static let configuration = CommandConfiguration(
        abstract: "Give the board that shows a code a seat.",
        discussion: """
            It says first which board shows the code, and on a terminal asks whether that is the one. Where the standard \
            input is no terminal, it does not ask.
            """)
    @Argument(completion: .customers) var customer: String
    @Argument(help: "The code that the board shows, in any case, with or without its dash.") var code: String
    @Option(help: "The user whose licence decides what the board may show.", completion: .users) var user: String
    @Option(help: "The name of the board for people.") var name: String?
    @Flag(name: .shortAndLong, help: "Do not ask.") var yes = false
    @OptionGroup var connection: ConnectionOptions

    static func path(_ customer: String) -> AdminPath { ["v1", "customers", customer, "pairings"] }

    func run(with client: AdminClient) async throws {
        let board = try await client.get(Self.path(customer).appending(code)).json ?? .null
        if !connection.json { Console.note(Self.table(board).text) }
        if !yes, Console.canAsk, !Console.confirms("Give this board a seat of \(customer), for \(user)?") {
            throw CommandFailure(outcome: .declined, sentence: "nothing was changed")
        }
        let body = JSON.fields(["userCode": .string(code), "userId": .string(user), "name": name.map(JSON.string)])
        try show(try await client.send(.post, Self.path(customer), body: body), as: Devices.table)
    }

    /// Which board shows the code.
    static func table(_ board: JSON) -> Table {
        let known = board["device"]?.object == nil ? nil : board["device"]
        return Table(
            of: [
                ("code", board["userCode"].shown),
                ("model", board["model"].shown),
                ("address", board["address"].shown),
                ("serial", board["serial"].shown),
                ("app", board["appVersion"].shown),
                ("code ends", board["expiresAt"].shown),
            ]
                + (known.map { [("is already", "\($0["id"].shown) (\($0["name"].shown)) of \($0["userId"].shown)")] }
                    ?? []))
    }
}
