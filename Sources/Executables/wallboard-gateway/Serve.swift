import ArgumentParser
import Gateway

struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Serves boards and admins until SIGTERM or SIGINT.",
        discussion: "Exit codes: 0 after a clean end, 78 for settings that are wrong, 1 for anything else.")

    @OptionGroup var options: SettingsOptions

    func run() async throws {
        let settings = try options.load()
        try checked { () throws(SettingsError) in try settings.checkDescriptors() }
        try await GatewayService.run(settings)
    }
}
