import ArgumentParser
import Foundation
import Gateway
import Values

/// The gateway's program: it reads the settings and hands over to `Gateway`.
@main
struct WallboardGateway: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "wallboard-gateway",
        abstract: "Serves wallboards with the calls that their licences allow.",
        version: Release.version,
        subcommands: [Serve.self, Token.self, Config.self, TryParking.self])
}

struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Serves boards and admins until SIGTERM or SIGINT.",
        discussion: """
            Exit codes: 0 after a clean end, 70 where a thread of the boards' port stood still at the end and was left, \
            78 for settings that are wrong, 1 for anything else.
            """)

    @OptionGroup var options: SettingsOptions

    func run() async throws {
        let settings = try options.load()
        try checked { () throws(SettingsError) in try settings.checkDescriptors() }
        do {
            try await GatewayService.run(settings)
        } catch is GatewayService.UncleanEnd {
            _exit(GatewayService.UncleanEnd.exitCode)
        }
    }
}

/// What `serve` and `config check` run in a separate process.
struct TryParking: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: Parking.commandName,
        abstract: "Tries whether parked TLS sessions work with the installed OpenSSL.", shouldDisplay: false)

    func run() throws {
        let outcome = Parking.tryHere()
        print(outcome)
        if outcome != Parking.success { throw ExitCode.failure }
    }
}
