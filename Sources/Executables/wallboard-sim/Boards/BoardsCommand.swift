import ArgumentParser
import BoardProtocol
import Foundation
import Values

struct BoardsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "boards",
        abstract: "Play boards, up to tens of thousands.",
        discussion: """
            Every board has its own connection over TLS and keeps to the boards' protocol, back-off included. The \
            status is refreshed while they run; Ctrl-C lets all of them say goodbye.
            """)

    @Option(help: "The boards' port, such as wss://127.0.0.1:8443; a numeric host or localhost.") var url: String
    @Option(help: ArgumentHelp("The certificates to trust, PEM; without it those of the system.", valueName: "file"))
    var ca: String?
    @Option(help: ArgumentHelp("The enrolment key with which boards register.", valueName: "file"))
    var enrolmentKeyFile: String?
    @Flag(help: "Boards without a token are paired: each prints the code that it shows.") var pair = false
    @Option(
        help: ArgumentHelp("Where the boards keep their tokens, to come back with them next time.", valueName: "file"))
    var stateFile: String?
    @Option(help: "How many boards.") var count: Int
    @Option(help: "What the serials begin with; a number follows.") var serialPrefix = "SIM-"
    @Option(help: "On how many threads the boards run.") var threads = 1
    @Option(help: "How many boards connect for the first time in a second.") var rate = 500.0
    @Option(help: "End after this many seconds.") var seconds: Double?
    @Flag(help: "Do not offer compression.") var noDeflate = false
    @Flag(help: "Show the state of one board of each view.") var showView = false
    @Flag(help: "Print one JSON object a second on standard output.") var jsonLines = false

    func validate() throws {
        guard (1...FleetLimits().maxBoards).contains(count) else {
            throw ValidationError("--count is 1 to \(FleetLimits().maxBoards).")
        }
        guard (1...64).contains(threads) else { throw ValidationError("--threads is 1 to 64.") }
        guard !pair || enrolmentKeyFile == nil else {
            throw ValidationError("--pair and --enrolment-key-file exclude each other.")
        }
        guard OptionLimits.allowsRate(rate) else {
            throw ValidationError("--rate is 0.001 to a million.")
        }
        guard OptionLimits.allow(seconds, upTo: OptionLimits.seconds) else {
            throw ValidationError("--seconds is above 0, up to a year.")
        }
        guard Self.isSerialText(serialPrefix), serialPrefix.count <= 50 else {
            throw ValidationError("--serial-prefix is at most 50 of A–Z, a–z, 0–9 and . _ -.")
        }
    }

    func run() async throws {
        OpenFiles.allowAll()
        let target = try FleetTarget(url: url, authorities: ca, offersDeflate: !noDeflate)
        let tokens = stateFile.map(TokenFile.init)
        let specs = try self.specs(known: tokens?.read() ?? [:])
        try await Interruption.watched { interruption in
            let fleet = try BoardFleet(
                specs, target: target, limits: FleetLimits(), threads: threads, interruption: interruption)
            let display = StatusDisplay()
            let end = seconds.map { Terminal.now + Int64($0 * 1_000) }
            while !interruption.isRequested {
                try await interruption.sleep(milliseconds: FleetLimits().statusMillis)
                if let end, Terminal.now >= end { interruption.request() }
                try save(fleet, tokens)
                if pair { tell(fleet.bulletin.takeNewCodes(), on: display) }
                report(fleet.bulletin.status, on: display)
            }
            fleet.join()
            try save(fleet, tokens)
            display.finish(fleet.bulletin.status.line)
        }
    }

    private func specs(known: [String: Secret]) throws -> [BoardSpec] {
        let key = try enrolmentKeyFile.map { file in
            guard let text = try? String(contentsOfFile: file, encoding: .utf8) else {
                throw TokenFile.Fault.unreadable(file)
            }
            return Secret(text.trimmingCharacters(in: .whitespacesAndNewlines))
        }
        return (0..<count).map { index in
            let serial = serialPrefix + String(index + 1)
            return BoardSpec(
                serial: serial, token: known[serial], enrolmentKey: key,
                startMillis: Int64(Double(index) * 1_000 / rate))
        }
    }

    private static func isSerialText(_ text: String) -> Bool {
        text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) }
    }

    private func save(_ fleet: BoardFleet, _ file: TokenFile?) throws {
        guard let file, let tokens = fleet.bulletin.takeNewTokens() else { return }
        try file.write(tokens)
    }

    /// One line for each code, for the person who types them in; programs find them in the status.
    private func tell(_ codes: [FleetStatus.Code], on display: StatusDisplay) {
        guard !jsonLines, !codes.isEmpty else { return }
        display.leave()
        Terminal.write(codes.map { "\($0)\n" }.joined())
    }

    private func report(_ status: FleetStatus, on display: StatusDisplay) {
        if jsonLines {
            Terminal.write(String(decoding: status.json(at: Terminal.now).encode(), as: UTF8.self) + "\n")
        } else {
            display.show(
                status.text(showsStates: showView), orLine: showView ? status.text(showsStates: true) : status.line)
        }
    }
}
