import AdminClient
import ArgumentParser
import BoardProtocol
import Values

struct Audit: AdminCommand {
    static let configuration = CommandConfiguration(abstract: "Who changed what, newest first.")
    @Option(help: "Only what concerns this customer.", completion: .customers) var customer: String?
    @Option(help: "How many changes at most.") var most = 200
    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        guard (1...1_000_000).contains(most) else { throw ValidationError("--most is 1 to 1000000.") }
    }

    func run(with client: AdminClient) async throws {
        let query = customer.map { [(name: "customerId", value: $0)] } ?? []
        try show(try await client.items(of: ["v1", "audit"], query: query, most: most)) { changes in
            Table(
                ["NO.", "AT", "AUTHOR", "ROLE", "ADDRESS", "CUSTOMER", "OPERATION", "STATUS", "CHANGE"],
                changes.map {
                    [
                        $0["number"].shown, $0["at"].shown, $0["author"].shown, $0["role"].shown,
                        $0["address"].shown, $0["customerId"].shown, $0["operation"].shown, $0["status"].shown,
                        $0["change"].shown,
                    ]
                })
        }
    }
}
