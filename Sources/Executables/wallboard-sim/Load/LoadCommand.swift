import AdminClient
import ArgumentParser
import BoardProtocol
import Foundation

struct LoadCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "load",
        abstract: "Measure a gateway: events of many customers at a steady rate, and boards that show them.",
        discussion: """
            Makes the customers load-1, load-2, … with a user each, connects the boards, sends events, and prints what \
            was measured as rows of a Markdown table. For a gateway that serves nobody else, on this machine: its CPU \
            time and memory are read from /proc.
            """)

    @Option(help: ArgumentHelp("The gateway's admin port.", valueName: "url")) var adminUrl: String
    @Option(help: ArgumentHelp("The boards' port.", valueName: "url")) var boardUrl: String
    @Option(help: ArgumentHelp("The certificates to trust, PEM.", valueName: "file")) var ca: String?
    @Option(help: ArgumentHelp("The file with a token of the role provider.", valueName: "file")) var tokenFile: String
    @Option(help: "The gateway's process.") var serverPid: Int
    @Option(help: "How many customers send events.") var customers = 100
    @Option(help: "How many boards they have together.") var boards = 0
    @Option(help: "How many events they send together in a second.") var events = 10_000.0
    @Option(help: "Milliseconds from one request of a customer to its next.") var batchMillis: Int64 = 250
    @Option(help: "Seconds before the measurement begins.") var warmUp = 5.0
    @Option(help: "Seconds that are measured.") var seconds = 20.0
    @Option(help: "How many boards connect in a second.") var rate = 500.0

    func validate() throws {
        guard (1...10_000).contains(customers) else { throw ValidationError("--customers is 1 to 10000.") }
        guard (0...FleetLimits().maxBoards).contains(boards) else {
            throw ValidationError("--boards is 0 to \(FleetLimits().maxBoards).")
        }
        guard OptionLimits.allow(events, upTo: OptionLimits.perSecond), (1...60_000).contains(batchMillis),
            (0...OptionLimits.seconds).contains(warmUp), OptionLimits.allow(seconds, upTo: OptionLimits.seconds),
            OptionLimits.allowsRate(rate)
        else {
            throw ValidationError(
                """
                --events is above 0, --rate at least 0.001, both up to a million; --batch-millis is 1 to 60000; \
                --seconds is above 0, --warm-up not below, both up to a year.
                """)
        }
    }

    func run() async throws {
        OpenFiles.allowAll()
        let plan = LoadPlan(
            customers: customers, boards: boards, eventsPerSecond: events, batchMillis: batchMillis,
            warmUpSeconds: warmUp, seconds: seconds)
        let endpoint = try AdminEndpoint(url: adminUrl, tokenFile: tokenFile, trustRoots: ca)
        let target = try FleetTarget(url: boardUrl, authorities: ca, offersDeflate: true)
        let report = try await Interruption.watched { interruption in
            try await AdminClient.with(endpoint) { client in
                try await measure(plan, with: client, target, until: interruption)
            }
        }
        Terminal.write(report.text)
    }

    private func measure(
        _ plan: LoadPlan, with client: AdminClient, _ target: FleetTarget, until interruption: Interruption
    ) async throws -> LoadReport {
        let server = ServerProcess(pid: serverPid)
        let keys = try await LoadSetup(client: client, plan: plan).run()
        let before = try server.residentKiB()
        let fleet = try BoardFleet(
            specs(plan, keys), target: target, limits: FleetLimits(), threads: 1, interruption: interruption)
        while fleet.bulletin.status.live < plan.boards, !interruption.isRequested {
            try await interruption.sleep(milliseconds: FleetLimits().statusMillis)
        }
        let feed = LoadFeed(plan, play: "load-\(Terminal.now)")
        return try await withThrowingTaskGroup(of: LoadReport?.self) { group in
            group.addTask {
                await feed.run(with: client, until: interruption)
                return nil
            }
            group.addTask {
                defer { interruption.request() }
                return try await watch(plan, feed, fleet, server, before, until: interruption)
            }
            var report: LoadReport?
            while let found = try await group.next() { report = report ?? found }
            fleet.join()
            guard let report else { throw ServerProcess.Fault(description: "the run ended before it was measured") }
            return report
        }
    }

    private func watch(
        _ plan: LoadPlan, _ feed: LoadFeed, _ fleet: BoardFleet, _ server: ServerProcess, _ residentBefore: Int,
        until interruption: Interruption
    ) async throws -> LoadReport {
        try await interruption.sleep(milliseconds: Int64(plan.warmUpSeconds * 1_000))
        let boardsBefore = fleet.bulletin.status
        _ = feed.take()
        let (cpuBefore, began) = (try server.cpuSeconds(), ContinuousClock.now)
        try await interruption.sleep(milliseconds: Int64(plan.seconds * 1_000))
        let took = ContinuousClock.now - began
        let cpu = try server.cpuSeconds() - cpuBefore
        let tally = feed.take()
        let boards = fleet.bulletin.status
        return LoadReport(
            plan: plan, seconds: Double(took.components.seconds) + Double(took.components.attoseconds) / 1e18,
            feed: tally, cpuSeconds: cpu, residentKiB: (residentBefore, try server.residentKiB()),
            boardsLive: boards.live, messages: boards.messages - boardsBefore.messages,
            eventToBoard: boards.eventDelays.since(boardsBefore.eventDelays), gaps: boards.gaps - boardsBefore.gaps)
    }

    private func specs(_ plan: LoadPlan, _ keys: [Secret]) -> [BoardSpec] {
        (0..<plan.boards).map { index in
            BoardSpec(
                serial: "LOAD-\(index + 1)", token: nil, enrolmentKey: keys[index % keys.count],
                startMillis: Int64(Double(index) * 1_000 / rate))
        }
    }
}
