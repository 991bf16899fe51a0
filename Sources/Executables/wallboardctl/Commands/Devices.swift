import AdminClient
import ArgumentParser
import BoardProtocol
import Values

struct Devices: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "The registered boards of a customer.",
        subcommands: [
            List.self, Show.self, Assign.self, ShowDashboard.self, Rename.self, Suspend.self, Resume.self, Remove.self,
            Replace.self,
            RotateCredential.self, Waiting.self, CancelWaiting.self, Refusals.self,
        ])

    static func path(_ customer: String) -> AdminPath { ["v1", "customers", customer, "devices"] }

    static func table(_ device: JSON) -> Table {
        Table(of: [
            ("id", device["id"].shown),
            ("name", device["name"].shown),
            ("serial", device["serial"].shown),
            ("model", device["model"].shown),
            ("user", device["userId"].shown),
            ("board licence", device["boardLicence"].shown),
            ("view", device["view"].shown),
            ("dashboard", dashboard(device)),
            ("suspended", device["suspended"].shown),
            ("status", device["status"].shown),
            ("connected since", device["connectedSince"].shown),
            ("last seen", device["lastSeen"].shown),
            ("address", device["address"].shown),
            ("round trip", milliseconds(device["roundTripMillis"])),
            ("bytes queued", device["queuedBytes"].shown),
            ("last message", device["lastMessageAt"].shown),
            ("alarm", alarm(device["alarm"])),
            ("note", device["note"].shown),
        ])
    }

    static func milliseconds(_ value: JSON?) -> String {
        value?.number == nil ? "–" : value.shown + " ms"
    }

    /// What the board shows, and how much of it its view leaves out.
    static func dashboard(_ device: JSON) -> String {
        guard let dashboard = device["dashboardId"]?.string else { return "the default of its view" }
        let missing = device["dashboardLeavesOut"]?.integer ?? 0
        return dashboard.printable + (missing == 0 ? "" : ", of which the view leaves out \(missing) of the tiles")
    }

    /// An alarm about the credential of a board, and where it came from.
    static func alarm(_ alarm: JSON?) -> String {
        guard alarm?.object != nil else { return "–" }
        return ["kind", "at", "serial", "address"].map { (alarm?[$0]).shown }.joined(separator: " ")
    }

    /// The word for a board's state: suspended before anything else.
    static func status(_ device: JSON) -> String {
        (device["suspended"]?.bool == true ? "suspended" : device["status"].shown)
            + (device["alarm"]?.object == nil ? "" : ", alarm")
    }

    struct List: AdminCommand {
        static let configuration = CommandConfiguration(abstract: "List all registered boards of a customer.")
        @Argument(completion: .customers) var customer: String
        @OptionGroup var connection: ConnectionOptions

        func run(with client: AdminClient) async throws {
            try show(try await client.items(of: path(customer))) { devices in
                Table(
                    ["DEVICE", "NAME", "SERIAL", "USER", "VIEW", "STATUS", "LAST SEEN"],
                    devices.map {
                        [
                            $0["id"].shown, $0["name"].shown, $0["serial"].shown, $0["userId"].shown,
                            $0["view"].shown, status($0), $0["lastSeen"].shown,
                        ]
                    })
            }
        }
    }

    struct Show: AdminCommand {
        static let configuration = CommandConfiguration(abstract: "Show one board.")
        @OptionGroup var device: DeviceArguments
        @OptionGroup var connection: ConnectionOptions

        func run(with client: AdminClient) async throws {
            try showWithVersion(try await client.get(device.path), as: table)
        }
    }

    struct Remove: AdminCommand {
        static let configuration = CommandConfiguration(abstract: "Remove a board and free its seat.")
        @OptionGroup var device: DeviceArguments
        @OptionGroup var version: VersionOption
        @OptionGroup var connection: ConnectionOptions

        func run(with client: AdminClient) async throws {
            _ = try await client.send(.delete, device.path, if: version.condition)
            try showDeleted("The board \(device.id)")
        }
    }

    struct Refusals: AdminCommand {
        static let configuration = CommandConfiguration(
            abstract: "Which boards were refused lately, and why.")
        @Argument(completion: .customers) var customer: String
        @OptionGroup var connection: ConnectionOptions

        func run(with client: AdminClient) async throws {
            let answer = try await client.get(["v1", "customers", customer, "refusals"])
            if connection.json { return try Console.write(answer.body) }
            let refusals = answer.json ?? .null
            let reasons = Table(
                ["REASON", "ATTEMPTS", "BOARDS", "LAST"],
                (refusals["reasons"]?.array ?? []).map {
                    [$0["reason"].shown, $0["count"].shown, $0["boards"].shown, $0["lastAt"].shown]
                })
            try Console.write(
                "Since \(refusals["since"].shown):\n\(reasons.text)\n\n"
                    + BoardTables.refused(refusals["attempts"]?.array ?? []).text)
            let boards = (refusals["attempts"]?.array ?? []).map { ($0, "--serial=\($0["serial"].shown)") }
            try showSeatCandidates(of: boards, customer: customer)
        }
    }
}

/// Which board a command is about.
struct DeviceArguments: ParsableArguments {
    @Argument(completion: .customers) var customer: String
    @Argument(help: ArgumentHelp("The board's device id.", valueName: "device"), completion: .devices) var id: String

    var path: AdminPath { Devices.path(customer).appending(id) }
}
