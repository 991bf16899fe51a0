import AdminClient
import ArgumentParser
import BoardProtocol

extension Devices {
    struct Waiting: AdminCommand {
        static let configuration = CommandConfiguration(
            abstract: "Which boards are paired and wait for a licence, in the order in which they come in.")
        @Argument(completion: .customers) var customer: String
        @OptionGroup var connection: ConnectionOptions

        static func path(_ customer: String) -> AdminPath { ["v1", "customers", customer, "waiting-boards"] }

        func run(with client: AdminClient) async throws {
            let screens = try await client.items(of: Self.path(customer))
            try show(screens, as: BoardTables.waiting)
            try showSeatCandidates(of: screens.map { ($0, "--serial=\($0["serial"].shown)") }, customer: customer)
        }
    }

    struct CancelWaiting: AdminCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take a board out of the line of those that wait for a licence.")
        @Argument(completion: .customers) var customer: String
        @Argument(help: "The board's serial.") var serial: String
        @OptionGroup var connection: ConnectionOptions

        func run(with client: AdminClient) async throws {
            _ = try await client.send(.delete, Waiting.path(customer).appending(serial))
            try showDeleted("The waiting board \(serial)")
        }
    }
}
