import AdminClient
import ArgumentParser
import BoardProtocol
import Values

struct Pair: AdminCommand {
    static let configuration = CommandConfiguration(
        abstract: "Give the board that shows a code a seat.",
        discussion: """
            It says first which board shows the code, and on a terminal asks whether that is the one. Where the standard \
            input is no terminal, it does not ask. With --wait, a board for which no licence is free is paired all the \
            same: it comes in by itself as soon as there is one.
            """)
    @Argument(completion: .customers) var customer: String
    @Argument(help: "The code that the board shows, in any case, with or without its dash.") var code: String
    @Option(help: "The user whose licence decides what the board may show.", completion: .users) var user: String
    @Option(help: "The name of the board for people.") var name: String?
    @Option(help: "What the board shows; the default of its view unless given.") var dashboard: String?
    @Flag(help: "If no licence is free, let the board wait for one.") var wait = false
    @Flag(name: .shortAndLong, help: "Do not ask.") var yes = false
    @OptionGroup var connection: ConnectionOptions

    static func path(_ customer: String) -> AdminPath { ["v1", "customers", customer, "pairings"] }

    func run(with client: AdminClient) async throws {
        let board = try await client.get(Self.path(customer).appending(code)).json ?? .null
        if !connection.json {
            Console.note(Self.table(board).text)
            let advice = SeatCandidates.advice([(board, "--code \(board["userCode"].shown)")], of: customer)
            if let advice { Console.note("\n" + advice) }
        }
        if !yes, Console.canAsk, !Console.confirms("Give this board a seat of \(customer), for \(user)?") {
            throw CommandFailure(outcome: .declined, sentence: "nothing was changed")
        }
        let body = JSON.fields([
            "userCode": .string(code), "userId": .string(user), "name": name.map(JSON.string),
            "dashboardId": dashboard.map(JSON.string), "wait": wait ? .bool(true) : nil,
        ])
        try show(try await client.send(.post, Self.path(customer), body: body)) { answer in
            answer["waiting"]?.bool == true ? Self.waiting(answer) : Devices.table(answer)
        }
    }

    /// A board that waits for a licence.
    static func waiting(_ answer: JSON) -> Table {
        Table(of: [
            ("waits for a licence", "\(answer["configured"].shown) of \(answer["max"].shown) in use"),
            ("place", answer["place"].shown),
            ("serial", answer["serial"].shown),
            ("name", answer["name"].shown),
            ("user", answer["userId"].shown),
            ("until", answer["expiresAt"].shown),
        ])
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
