import AdminClient
import ArgumentParser
import BoardProtocol
import Foundation

/// Where the events of a play go.
struct FeedOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The gateway's admin port, or WALLBOARD_URL.", valueName: "url"))
    var url: String?

    @Option(help: ArgumentHelp("The file with the feed token, or WALLBOARD_TOKEN_FILE.", valueName: "file"))
    var tokenFile: String?

    @Option(help: ArgumentHelp("The certificates to trust, PEM, or WALLBOARD_CA.", valueName: "file"))
    var ca: String?

    @Option(help: ArgumentHelp("The customer whose calls these are.", valueName: "id"))
    var customer: String?

    @Option(
        help: ArgumentHelp("Write the events to this file, one a line, instead of sending them.", valueName: "file"))
    var eventsOut: String?

    func validate() throws {
        guard (customer == nil) == (eventsOut != nil) else {
            throw ValidationError("Give --customer to send the events, or --events-out to write them.")
        }
    }

    /// Plays the events to the gateway or writes them all to the file, with a progress line on standard error. After
    /// `seconds` by the clock it stops; nil: when the play ends, as it is with a file.
    func play(
        _ events: some IteratorProtocol<PlannedEvent> & Sendable, on timeline: Timeline, seconds: Double? = nil
    ) async throws {
        if let eventsOut { return try write(events, on: timeline, to: eventsOut) }
        let endpoint = try AdminEndpoint(url: url, tokenFile: tokenFile, trustRoots: ca)
        let customer = customer ?? ""
        let progress = FeedProgress()
        let tally = try await Interruption.watched { interruption in
            try await AdminClient.with(endpoint) { client in
                let player = FeedPlayer(
                    client: client, customer: customer, timeline: timeline, limits: FeedLimits(),
                    interruption: interruption, stopAt: seconds.map { timeline.start + Int64($0 * 1_000) },
                    report: { progress.show($0, late: $1, trouble: $2) })
                return try await player.play(events)
            }
        }
        progress.finish(tally)
    }

    private func write(
        _ events: some IteratorProtocol<PlannedEvent>, on timeline: Timeline, to file: String
    ) throws {
        guard FileManager.default.createFile(atPath: file, contents: nil),
            let handle = FileHandle(forWritingAtPath: file)
        else { throw AdminClientError.misconfigured("the file \(file) cannot be written") }
        var events = events
        var tally = FeedTally()
        while true {
            var batch: [CallEventMessage] = []
            while batch.count < FeedLimits().eventsPerRequest, let event = events.next() {
                batch.append(timeline.message(for: event))
                tally.count(batch[batch.count - 1])
            }
            guard !batch.isEmpty else { break }
            try handle.write(contentsOf: Data(CallEventBatch.encode(batch)))
        }
        try handle.close()
        FeedProgress().finish(tally)
    }
}
