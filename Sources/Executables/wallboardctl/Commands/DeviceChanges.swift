import AdminClient
import ArgumentParser
import Values

/// A command that changes one board and shows the result.
protocol DeviceChange: AdminCommand {
    var device: DeviceArguments { get }
    var version: VersionOption { get }
    /// The fields to change.
    var change: JSON { get }
}

extension DeviceChange {
    func run(with client: AdminClient) async throws {
        let answer = try await client.send(.patch, device.path, body: change, if: version.condition)
        try show(answer, as: Devices.table)
    }
}

extension Devices {
    struct Assign: DeviceChange {
        static let configuration = CommandConfiguration(abstract: "Give a board to another user, or to nobody.")
        @OptionGroup var device: DeviceArguments
        @Argument(help: "The user whose licence decides what the board may show.", completion: .users)
        var user: String?
        @Flag(help: "Take the board from its user; it keeps its seat and shows why it is dark.") var nobody = false
        @OptionGroup var version: VersionOption
        @OptionGroup var connection: ConnectionOptions

        func validate() throws {
            guard (user != nil) != nobody else { throw ValidationError("Give a user, or --nobody.") }
        }

        var change: JSON { .fields(["userId": user.map(JSON.string) ?? .null]) }
    }

    struct ShowDashboard: DeviceChange {
        static let configuration = CommandConfiguration(
            commandName: "dashboard", abstract: "Let a board show another dashboard, or the default of its view.")
        @OptionGroup var device: DeviceArguments
        @Argument(completion: .dashboards) var dashboard: String?
        @Flag(name: .customLong("default"), help: "The default of the board's view.") var isDefault = false
        @OptionGroup var version: VersionOption
        @OptionGroup var connection: ConnectionOptions

        func validate() throws {
            guard (dashboard != nil) != isDefault else { throw ValidationError("Give a dashboard, or --default.") }
        }

        var change: JSON { .fields(["dashboardId": dashboard.map(JSON.string) ?? .null]) }
    }

    struct Rename: DeviceChange {
        static let configuration = CommandConfiguration(abstract: "Give a board another name.")
        @OptionGroup var device: DeviceArguments
        @Argument var name: String
        @OptionGroup var version: VersionOption
        @OptionGroup var connection: ConnectionOptions

        var change: JSON { .fields(["name": .string(name)]) }
    }

    struct Suspend: DeviceChange {
        static let configuration = CommandConfiguration(
            abstract: "Take a board off the air and free its seat; it stays paired.")
        @OptionGroup var device: DeviceArguments
        @OptionGroup var version: VersionOption
        @OptionGroup var connection: ConnectionOptions

        var change: JSON { .fields(["suspended": .bool(true)]) }
    }

    struct Resume: DeviceChange {
        static let configuration = CommandConfiguration(abstract: "Give a suspended board its seat back.")
        @OptionGroup var device: DeviceArguments
        @OptionGroup var version: VersionOption
        @OptionGroup var connection: ConnectionOptions

        var change: JSON { .fields(["suspended": .bool(false)]) }
    }

    struct Replace: AdminCommand {
        static let configuration = CommandConfiguration(
            abstract: "Let other hardware take over the seat, the name and the user of a board.",
            discussion:
                "The board before is signed out. The new one is named by its serial, or by the code that it shows.")
        @OptionGroup var device: DeviceArguments
        @Option(help: "The serial of the new hardware.") var serial: String?
        @Option(help: "The code that the new hardware shows.") var code: String?
        @OptionGroup var connection: ConnectionOptions

        func validate() throws {
            guard (serial != nil) != (code != nil) else { throw ValidationError("Give --serial or --code.") }
        }

        func run(with client: AdminClient) async throws {
            let body = JSON.fields(["serial": serial.map(JSON.string), "userCode": code.map(JSON.string)])
            let answer = try await client.send(.post, device.path.appending("replacement"), body: body)
            try show(answer, as: table)
        }
    }

    struct RotateCredential: AdminCommand {
        static let configuration = CommandConfiguration(
            commandName: "rotate-credential",
            abstract: "Give a board a new credential; the old one ends when the board has taken it.")
        @OptionGroup var device: DeviceArguments
        @OptionGroup var connection: ConnectionOptions

        func run(with client: AdminClient) async throws {
            let answer = try await client.send(
                .post, device.path.appending("credential-rotation"), body: .fields([:]))
            if connection.json { return try Console.write(answer.body) }
            let isDelivered = answer.json?["delivered"]?.bool == true
            try Console.write(
                "The board \(device.id) "
                    + (isDelivered ? "has its new credential." : "gets its new credential when it connects next."))
        }
    }
}
