import AdminClient
import ArgumentParser
import Asterisk
import Foundation
import Logging
import Values

/// `wallboard-connect asterisk backfill --queue-log FILE`: the past.
struct BackfillCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backfill", abstract: "Sends what a queue log says of the past.")

    @OptionGroup var gateway: GatewayOptions

    @Option(help: ArgumentHelp("The log, or a part of it.", valueName: "file"))
    var queueLog: String

    func run() async throws {
        let (names, tokenFiles) = try gateway.settings()
        var senders: [String: AdminEndpoint] = [:]
        if !gateway.dryRun {
            for customer in names.customers { senders[customer] = try gateway.endpoint(for: customer, tokenFiles) }
        }
        var backfill = try Backfill(queueLog, names: names)
        let tally = ConnectTally()
        while let events = try backfill.next() {
            if gateway.dryRun {
                for event in events { Output.write(event.encode() + [ASCII.lineFeed]) }
                continue
            }
            for (customer, events) in Dictionary(grouping: events, by: \.customer).sorted(by: { $0.key < $1.key }) {
                guard let endpoint = senders[customer] else { continue }
                try await AdminClient.with(endpoint) { client in
                    try await send(events, to: client, of: customer, tally)
                }
            }
        }
        Output.writeError(
            "\(backfill.lines) lines: \(backfill.events) events, accepted \(tally.total(.accepted)), "
                + "duplicates \(tally.total(.duplicate)), rejected \(tally.total(.rejected)), "
                + "unreadable lines \(backfill.unreadable), unknown words \(backfill.unknownWords)"
                + (backfill.lastUnknownWord.map { " (the last: \(Output.clean($0)))" } ?? "") + "\n")
    }

    /// Sends events until the gateway has taken them.
    private func send(
        _ events: [CallEvent], to client: AdminClient, of customer: String, _ tally: ConnectTally
    ) async throws {
        let lines = Array(events.map { $0.encode() + [ASCII.lineFeed] }.joined())
        var backoff = Backoff(shortest: 500, longest: 30_000)
        var generator = SystemRandomNumberGenerator()
        while true {
            do throws(AdminClientError) {
                let answer = try await client.post(events: lines, of: customer)
                tally.count(.accepted, Int(clamping: answer.json?["accepted"]?.integer ?? 0))
                tally.count(.duplicate, Int(clamping: answer.json?["duplicates"]?.integer ?? 0))
                let rejected = answer.json?["rejected"]?.array ?? []
                if let first = rejected.first, tally.total(.rejected) == 0 {
                    Output.writeError("rejected: \(Output.clean(first["reason"]?.string ?? "no reason given"))\n")
                }
                tally.count(.rejected, rejected.count)
                return
            } catch {
                guard error.mayPass else { throw error }
                var wait = backoff.next(using: &generator)
                if case .refused(let problem) = error, let seconds = problem.retryAfterSeconds {
                    wait = max(wait, min(seconds, 60) * 1_000)
                }
                Output.writeError("waiting \(wait) ms: \(Output.clean(error.description))\n")
                try await Task.sleep(for: .milliseconds(wait))
            }
        }
    }
}

/// The events of a log, a request's worth at a time.
struct Backfill {
    private var file: QueueLogFile
    private var mapping: QueueLogMapping
    private var isFinished = false
    /// Events so far.
    private(set) var events = 0

    var lines: Int { file.lines }
    var unreadable: Int { file.unreadable }
    var unknownWords: Int { mapping.unknownWords }
    var lastUnknownWord: String? { mapping.lastUnknownWord }

    init(_ path: String, names: Names) throws {
        file = try QueueLogFile(path)
        mapping = QueueLogMapping(names: names)
    }

    /// The next events; nil at the end.
    mutating func next() throws -> [CallEvent]? {
        guard !isFinished else { return nil }
        var made: [CallEvent] = []
        while made.count < 1_000 {
            guard let (line, offset) = try file.next() else {
                isFinished = true
                made += mapping.finish(isFinal: true)
                break
            }
            made += mapping.take(line, offset: offset)
        }
        events += made.count
        return made
    }
}
