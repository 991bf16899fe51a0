import AdminClient
import ArgumentParser
import BoardProtocol
import Values

struct Me: AdminCommand {
    static let configuration = CommandConfiguration(abstract: "Whose token this is, and what it may.")
    @OptionGroup var connection: ConnectionOptions

    func run(with client: AdminClient) async throws {
        try show(try await client.get(["v1", "me"])) { me in
            Table(of: [
                ("name", me["name"].shown),
                ("role", me["role"].shown),
                ("customer", me["customerId"].shown),
                ("may set the maximum", me["maySetMaximum"].shown),
                ("expires", me["expiresAt"].shown),
            ])
        }
    }
}
