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

    /// Plays the events to the gateway or writes them all to the file, with a progress line on standard error. It
    /// stops after `seconds` by the clock; nil: when the play ends, as with a file.
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

/// The bounds of a feed.
struct FeedLimits: Hashable, Sendable {
    /// Events of one request. Default 1,000: about 250 KiB, far below the gateway's bound of a body, and few enough
    /// that one durable write takes milliseconds.
    var eventsPerRequest = 1_000
    /// How long events are gathered before they are sent, in milliseconds. Default 100: boards are updated no more
    /// often.
    var gatherMillis: Int64 = 100
    /// The longest wait before a request is tried again, in milliseconds. Default 10 s: a feed that was cut off
    /// should be back soon. The first wait is 0.5 s, then twice as long each time.
    var longestRetryMillis: Int64 = 10_000
}

/// How fast a day is played.
enum Speed: Hashable, Sendable, ExpressibleByArgument {
    /// So many times as fast as in reality; within `OptionLimits.speed`.
    case times(Double)
    /// All at once.
    case max

    init?(argument: String) {
        if argument == "max" {
            self = .max
        } else if let factor = Double(argument), OptionLimits.allowsSpeed(factor) {
            self = .times(factor)
        } else {
            return nil
        }
    }

    /// How long `span` milliseconds of the play last by the clock.
    func lasting(_ span: Int64) -> Int64 {
        switch self {
        case .times(let factor): Int64((Double(span) / factor).rounded())
        case .max: 0
        }
    }
}

/// A time of day as typed and as used in recordings: `7:00` or `7:00:00`.
struct TimeOfDay: Hashable, Sendable, ExpressibleByArgument {
    /// Since midnight; below a day.
    let seconds: Int

    var milliseconds: Int64 { Int64(seconds) * 1_000 }

    /// Precondition: `seconds` is below a day.
    init(seconds: Int) {
        precondition((0..<86_400).contains(seconds), "\(seconds) s after midnight")
        self.seconds = seconds
    }

    init?(argument: String) {
        self.init(argument)
    }

    /// Returns nil unless `text` is `H:MM` or `H:MM:SS`.
    init?(_ text: some StringProtocol) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { $0.allSatisfy(\.isWholeNumber) ? Int($0) : nil }
        guard (2...3).contains(parts.count), numbers.count == parts.count, (1...2).contains(parts[0].count),
            parts.dropFirst().allSatisfy({ $0.count == 2 }),
            numbers[0] < 24, numbers.dropFirst().allSatisfy({ $0 < 60 })
        else { return nil }
        seconds = numbers.reduce(0) { $0 * 60 + $1 } * (numbers.count == 2 ? 60 : 1)
    }
}
