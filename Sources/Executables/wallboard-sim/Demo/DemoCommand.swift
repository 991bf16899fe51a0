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

            The calls that earlier runs played are removed first. The boards begin with a day behind them: the calls \
            from 7:30 until now by the customer's clock (before 7:30, those since its day began), and the same weekday \
            a week before, which they compare with after a minute at the latest.
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
                let setup = DemoSetup(client: client)
                let keys = try await setup.run()
                let day = try await setup.day()
                try await setup.removeCalls(before: day)
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
                        try await play(day, to: feed, progress, until: interruption)
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
        _ day: DemoDay, to endpoint: AdminEndpoint, _ progress: LatestText, until interruption: Interruption
    ) async throws {
        let play = "demo-\(day.start)"
        try await AdminClient.with(endpoint) { client in
            func player(_ timeline: Timeline, _ title: String = "") -> FeedPlayer {
                FeedPlayer(
                    client: client, customer: DemoPlan.customer, timeline: timeline, limits: FeedLimits(),
                    interruption: interruption, stopAt: nil,
                    report: { progress.value = title + FeedProgress.text($0, $1, $2) })
            }
            if let replay {
                let timeline = Timeline(
                    start: day.start, from: DemoPlan.replayFrom.milliseconds, speed: .times(speed), date: nil)
                let events = try BankDay(contentsOf: replay).events(play: play)
                _ = try await player(timeline).play(events.makeIterator())
                while !interruption.isRequested { try await interruption.sleep(milliseconds: 1_000) }
            } else {
                let before = day.callsOfLastWeek(seed: seed, play: play)
                _ = try await player(day.timelineOfLastWeek, "a week before: ").play(before)
                _ = try await player(day.timeline(speed)).play(day.calls(seed: seed, play: play))
            }
        }
    }
}
