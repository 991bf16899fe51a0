import AdminClient
import ArgumentParser
import BoardProtocol

struct Boards: AdminCommand {
    static let configuration = CommandConfiguration(
        abstract: "The boards that are connected now, and who was refused.")
    @Option(help: "Only boards of this customer.") var customer: String?
    @Flag(help: "Show it again and again, until Ctrl-C.") var watch = false
    @Option(help: "Seconds from one look to the next with --watch.") var interval = 2
    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        guard (1...3_600).contains(interval) else { throw ValidationError("--interval is 1 to 3600 seconds.") }
    }

    func run(with client: AdminClient) async throws {
        try await look(with: client)
        while watch {
            try await Task.sleep(for: .seconds(interval))
            try await look(with: client)
        }
    }

    private func look(with client: AdminClient) async throws {
        let answer = try await client.get(["v1", "boards"])
        let boards = selected(answer.json?["boards"]?.array ?? [])
        let refused = selected(answer.json?["refused"]?.array ?? [])
        if connection.json {
            return Console.write(JSON.fields(["boards": .array(boards), "refused": .array(refused)]).encode())
        }
        if watch { Console.clear() }
        Console.write("Connected: \(boards.count)\n\(Self.connected(boards).text)\n")
        Console.write("Refused lately: \(refused.count)\n\(Self.refused(refused).text)")
    }

    private func selected(_ entries: [JSON]) -> [JSON] {
        customer.map { customer in entries.filter { $0["customerId"]?.string == customer } } ?? entries
    }

    private static func connected(_ boards: [JSON]) -> Table {
        Table(
            ["CUSTOMER", "DEVICE", "NAME", "SERIAL", "USER", "VIEW", "STATUS", "SINCE", "ADDRESS"],
            boards.map {
                [
                    $0["customerId"].shown, $0["id"].shown, $0["name"].shown, $0["serial"].shown,
                    $0["userId"].shown, $0["view"].shown, $0["status"].shown, $0["connectedSince"].shown,
                    $0["address"].shown,
                ]
            })
    }

    private static func refused(_ attempts: [JSON]) -> Table {
        Table(
            ["AT", "CUSTOMER", "SERIAL", "ADDRESS", "REASON", "DETAIL"],
            attempts.map {
                [
                    $0["at"].shown, $0["customerId"].shown, $0["serial"].shown, $0["address"].shown,
                    $0["reason"].shown, $0["detail"].shown,
                ]
            })
    }
}
