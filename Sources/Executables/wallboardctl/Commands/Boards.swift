import AdminClient
import ArgumentParser
import BoardProtocol
import Values

struct Boards: AdminCommand {
    static let configuration = CommandConfiguration(
        abstract: "The boards and how they are now, who was refused, and alarms.",
        discussion: """
            With --watch: on a terminal the tables, redrawn when something changes; in a pipe one line for each change; \
            with --json one object a line with the members event and data, of which the first is the event list with all \
            that there is, and so is the first after the connection was lost.
            """)
    @Option(help: "Only boards of this customer.", completion: .customers) var customer: String?
    @Option(help: "Only boards that are connected, asleep or offline.") var status: Status?
    @Flag(help: "Show every change, until Ctrl-C.") var watch = false
    @OptionGroup var connection: ConnectionOptions

    enum Status: String, ExpressibleByArgument, CaseIterable {
        case connected, asleep, offline
    }

    static let path: AdminPath = ["v1", "boards"]

    func run(with client: AdminClient) async throws {
        if watch {
            try await Interruption.ends { try await follow(with: client) }
            return
        }
        let listing = try await client.whole(of: Self.path, query: filters, listing: "boards")
        if connection.json { return try Console.write(listing.encode()) }
        try Console.write(BoardTables.all(BoardList(listing)))
    }

    private var filters: [(name: String, value: String)] {
        customers + (status.map { [("status", $0.rawValue)] } ?? [])
    }

    private var customers: [(name: String, value: String)] {
        customer.map { [("customerId", $0)] } ?? []
    }

    /// The stream reports every change; what is there is listed when it begins, and whenever it says `resync`.
    private func follow(with client: AdminClient) async throws {
        let printer = BoardPrinter(output: output, status: status?.rawValue)
        try await withThrowingTaskGroup(of: Void.self) { group in
            if output == .terminal { group.addTask { try await printer.keepDrawing() } }
            group.addTask {
                try await client.follow(Self.path.appending("events"), query: customers) { event in
                    switch event {
                    case .lost(let reason, let wait): try await printer.lost(reason, waitMilliseconds: wait)
                    case .event(let event) where event.name == "resync":
                        // All of them, whatever their status: one that changes to the selected status must be shown.
                        try await printer.list(
                            try await client.whole(of: Self.path, query: customers, listing: "boards"))
                    case .event(let event): try await printer.event(event)
                    }
                }
            }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    private var output: BoardPrinter.Output {
        connection.json ? .json : Console.isTerminal ? .terminal : .lines
    }
}

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
