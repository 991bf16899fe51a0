import AdminClient
import ArgumentParser
import BoardProtocol
import Foundation
import Values

struct DemoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "Show what the boards of each tier see, and what happens to one too many.",
        discussion: """
            Sets up a customer named demo with ten seats and a user of each tier, connects eleven boards, plays calls, \
            and shows all of it until Ctrl-C.
            """)

    @Option(help: ArgumentHelp("The gateway's admin port.", valueName: "url")) var adminUrl: String
    @Option(help: ArgumentHelp("The boards' port.", valueName: "url")) var boardUrl: String
    @Option(help: ArgumentHelp("The certificates to trust, PEM.", valueName: "file")) var ca: String?
    @Option(help: ArgumentHelp("The file with a token of the role provider.", valueName: "file"))
    var providerTokenFile: String
    @Option(help: ArgumentHelp("The file with a feed token of the customer demo.", valueName: "file"))
    var feedTokenFile: String
    @Option(help: ArgumentHelp("Play the calls of this recorded day instead of synthetic ones.", valueName: "file"))
    var replay: String?
    @Option(help: "How many times as fast as real the calls are.") var speed = 1.0
    @Option(help: "The seed of the synthetic calls.") var seed: UInt64 = 1
    @Option(help: "End after this many seconds.") var seconds: Double?

    func validate() throws {
        guard OptionLimits.allowsSpeed(speed) else {
            throw ValidationError("--speed is a millionth to a million.")
        }
        guard OptionLimits.allow(seconds, upTo: OptionLimits.seconds) else {
            throw ValidationError("--seconds is above 0, up to a year.")
        }
    }

    func run() async throws {
        OpenFiles.allowAll()
        let provider = try AdminEndpoint(url: adminUrl, tokenFile: providerTokenFile, trustRoots: ca)
        let feed = try AdminEndpoint(url: adminUrl, tokenFile: feedTokenFile, trustRoots: ca)
        let target = try FleetTarget(url: boardUrl, authorities: ca, offersDeflate: true)
        try await Interruption.watched { interruption in
            try await AdminClient.with(provider) { client in
                let keys = try await DemoSetup(client: client).run()
                let fleet = try BoardFleet(
                    DemoPlan.boards(keys: keys), target: target, limits: FleetLimits(), threads: 1,
                    interruption: interruption)
                let progress = LatestText()
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask {
                        defer { interruption.request() }
                        try await show(fleet, with: client, progress, until: interruption)
                    }
                    group.addTask {
                        defer { interruption.request() }
                        try await play(to: feed, progress, until: interruption)
                    }
                    try await group.waitForAll()
                }
                fleet.join()
            }
        }
    }

    private func show(
        _ fleet: BoardFleet, with client: AdminClient, _ progress: LatestText,
        until interruption: Interruption
    ) async throws {
        let display = DemoDisplay()
        let end = seconds.map { Terminal.now + Int64($0 * 1_000) }
        display.begin()
        defer { display.end() }
        while !interruption.isRequested, end.map({ Terminal.now < $0 }) ?? true {
            // The gateway may be away for a moment; the boards come back by themselves.
            let licences = try? await client.get(["v1", "customers", DemoPlan.customer, "licences"])
            display.show(
                DemoScreen(
                    fleet: fleet.bulletin.status,
                    seats: licences?.json?["devices"]?["wallboards"]?["display"]?.string ?? "–",
                    calls: progress.value, raiseCommand: raiseCommand, now: Terminal.now))
            try await interruption.sleep(milliseconds: display.pauseMillis)
        }
    }

    private var raiseCommand: String {
        let program = CommandLine.arguments[0].split(separator: "/", omittingEmptySubsequences: false).dropLast()
        let control = (program + ["wallboardctl"]).joined(separator: "/")
        return "\(control) licences set-max \(DemoPlan.customer) \(DemoPlan.maximum + 1) --url \(adminUrl) "
            + "--token-file \(providerTokenFile)\(ca.map { " --ca \($0)" } ?? "")"
    }

    private func play(
        to endpoint: AdminEndpoint, _ progress: LatestText, until interruption: Interruption
    ) async throws {
        let start = Terminal.now
        try await AdminClient.with(endpoint) { client in
            let timeline = Timeline(
                start: start, from: DemoPlan.from.milliseconds, speed: .times(speed), date: nil)
            let player = FeedPlayer(
                client: client, customer: DemoPlan.customer, timeline: timeline, limits: FeedLimits(),
                interruption: interruption, stopAt: nil,
                report: { progress.value = FeedProgress.text($0, $1, $2) })
            if let replay {
                let day = try BankDay(contentsOf: replay)
                _ = try await player.play(day.events(play: "demo-\(start)").makeIterator())
                while !interruption.isRequested { try await interruption.sleep(milliseconds: 1_000) }
            } else {
                _ = try await player.play(ContactCentre(DemoPlan.contactCentre(), seed: seed, play: "demo-\(start)"))
            }
        }
    }
}
