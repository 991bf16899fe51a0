import AdminClient
import ArgumentParser
import BoardProtocol

struct Devices: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "The registered boards of a customer.",
        subcommands: [
            List.self, Show.self, Assign.self, Rename.self, Suspend.self, Resume.self, Remove.self,
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
            ("suspended", device["suspended"].shown),
            ("status", device["status"].shown),
            ("connected since", device["connectedSince"].shown),
            ("last seen", device["lastSeen"].shown),
            ("address", device["address"].shown),
            ("note", device["note"].shown),
        ])
    }

    struct List: AdminCommand {
        static let configuration = CommandConfiguration(abstract: "List all registered boards of a customer.")
        @Argument var customer: String
        @OptionGroup var connection: ConnectionOptions

        func run(with client: AdminClient) async throws {
            show(try await client.items(of: path(customer))) { devices in
                Table(
                    ["DEVICE", "NAME", "SERIAL", "USER", "VIEW", "STATUS", "LAST SEEN"],
                    devices.map {
                        [
                            $0["id"].shown, $0["name"].shown, $0["serial"].shown, $0["userId"].shown,
                            $0["view"].shown, $0["suspended"]?.bool == true ? "suspended" : $0["status"].shown,
                            $0["lastSeen"].shown,
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
            show(try await client.get(device.path), as: table)
        }
    }

    struct Assign: DeviceChange {
        static let configuration = CommandConfiguration(abstract: "Give a board to another user, or to nobody.")
        @OptionGroup var device: DeviceArguments
        @Argument(help: "The user whose licence decides what the board may show.") var user: String?
        @Flag(help: "Take the board from its user; it keeps its seat and shows why it is dark.") var nobody = false
        @OptionGroup var connection: ConnectionOptions

        func validate() throws {
            guard (user != nil) != nobody else { throw ValidationError("Give a user, or --nobody.") }
        }

        var change: JSON { .fields(["userId": user.map(JSON.string) ?? .null]) }
    }

    struct Rename: DeviceChange {
        static let configuration = CommandConfiguration(abstract: "Give a board another name.")
        @OptionGroup var device: DeviceArguments
        @Argument var name: String
        @OptionGroup var connection: ConnectionOptions

        var change: JSON { .fields(["name": .string(name)]) }
    }

    struct Suspend: DeviceChange {
        static let configuration = CommandConfiguration(
            abstract: "Take a board off the air and free its seat; it stays paired.")
        @OptionGroup var device: DeviceArguments
        @OptionGroup var connection: ConnectionOptions

        var change: JSON { .fields(["suspended": .bool(true)]) }
    }

    struct Resume: DeviceChange {
        static let configuration = CommandConfiguration(abstract: "Give a suspended board its seat back.")
        @OptionGroup var device: DeviceArguments
        @OptionGroup var connection: ConnectionOptions

        var change: JSON { .fields(["suspended": .bool(false)]) }
    }

    struct Remove: AdminCommand {
        static let configuration = CommandConfiguration(abstract: "Remove a board and free its seat.")
        @OptionGroup var device: DeviceArguments
        @OptionGroup var connection: ConnectionOptions

        func run(with client: AdminClient) async throws {
            _ = try await client.send(.delete, device.path)
            showDeleted("The board \(device.id)")
        }
    }
}

/// Which board a command is about.
struct DeviceArguments: ParsableArguments {
    @Argument var customer: String
    @Argument(help: ArgumentHelp("The board's device id.", valueName: "device")) var id: String

    var path: AdminPath { Devices.path(customer).appending(id) }
}

/// A command that changes one board and shows it as it is afterwards.
protocol DeviceChange: AdminCommand {
    var device: DeviceArguments { get }
    /// The fields to change.
    var change: JSON { get }
}

extension DeviceChange {
    func run(with client: AdminClient) async throws {
        show(try await client.send(.patch, device.path, body: change), as: Devices.table)
    }
}
