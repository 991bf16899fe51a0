import AdminClient
import ArgumentParser
import BoardProtocol

/// Which gateway a command speaks to, as whom, and how it prints the answer.
struct ConnectionOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The gateway's admin port, such as https://127.0.0.1:9443.", valueName: "url"))
    var url: String?

    @Option(help: ArgumentHelp("The file with the admin token.", valueName: "file"))
    var tokenFile: String?

    @Option(help: ArgumentHelp("The certificates to trust, PEM; without it those of the system.", valueName: "file"))
    var ca: String?

    @Flag(help: "Print the gateway's JSON instead of tables.")
    var json = false

    /// The options, or where they are missing the variables of the environment.
    var endpoint: AdminEndpoint {
        get throws(AdminClientError) { try AdminEndpoint(url: url, tokenFile: tokenFile, trustRoots: ca) }
    }
}

/// A command that asks a gateway something and prints the answer.
protocol AdminCommand: AsyncParsableCommand {
    var connection: ConnectionOptions { get }
    func run(with client: AdminClient) async throws
}

extension AdminCommand {
    func run() async throws {
        try await AdminClient.with(try connection.endpoint) { client in
            try await run(with: client)
        }
    }

    /// Prints one thing: as the gateway sent it, or as a table for a person.
    func show(_ answer: AdminAnswer, as table: (JSON) -> Table) {
        if connection.json {
            Console.write(answer.body)
        } else {
            Console.write(table(answer.json ?? .null).text)
        }
    }

    /// Prints a list: all its pages as one object with `items`, or as a table.
    func show(_ items: [JSON], as table: ([JSON]) -> Table) {
        if connection.json {
            Console.write(JSON.fields(["items": .array(items)]).encode())
        } else {
            Console.write(table(items).text)
        }
    }

    /// Says that a thing is gone; programs get no output.
    func showDeleted(_ what: String) {
        if !connection.json { Console.write("\(what) is deleted.") }
    }
}
