import ArgumentParser
import Foundation
import Gateway

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
