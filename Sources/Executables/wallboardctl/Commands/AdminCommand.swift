import AdminClient
import ArgumentParser
import Values

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
    func show(_ answer: AdminAnswer, as table: (JSON) -> Table) throws {
        if connection.json {
            try Console.write(answer.body)
        } else {
            try Console.write(table(answer.json ?? .null).text)
        }
    }

    /// Prints one thing, and for a person the version that `--if-match` takes.
    func showWithVersion(_ answer: AdminAnswer, as table: (JSON) -> Table) throws {
        try show(answer, as: table)
        if !connection.json, let version = answer.version {
            try Console.write("\nversion for --if-match: \(version.printable)")
        }
    }

    /// Prints a list: all its pages as one object with `items`, or as a table.
    func show(_ items: [JSON], as table: ([JSON]) -> Table) throws {
        if connection.json {
            try Console.write(JSON.fields(["items": .array(items)]).encode())
        } else {
            try Console.write(table(items).text)
        }
    }

    /// Says that a thing was removed; programs get no output.
    func showDeleted(_ what: String) throws {
        if !connection.json { try Console.write("\(what) is deleted.") }
    }

    /// Prints `path` as the gateway writes it for spreadsheets (RFC 4180), however long it is.
    func showCSV(
        _ path: AdminPath, query: [(name: String, value: String)] = [], with client: AdminClient
    ) async throws {
        try await client.download(path, query: query + [("format", "csv")], as: "text/csv") { bytes in
            try Console.writePart(bytes)
        }
    }
}
