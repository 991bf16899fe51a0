import ArgumentParser
import Foundation
import Values

struct CallsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "calls",
        abstract: "Play the calls of a simulated contact centre.",
        discussion: """
            Callers wait, hang up, press a key for another queue, the voicemail or a call-back, and overflow into the \
            last queue; queues let telephones ring together or one after the other, and some are not answered. Agents \
            talk, put on hold, park, confer, and pass calls on: to a queue, a number, a colleague, or one whom they \
            asked first. They write up, pause for a reason, some as soon as the call is over, and make calls of their \
            own.

            The same seed gives the same day. Faster than real, the day is squeezed but the calls are not: each keeps \
            its own waiting and talking times.
            """)

    @OptionGroup var feed: FeedOptions
    @Option(help: "The seed of the day.") var seed: UInt64 = 1
    @Option(help: "Callers in the busiest hour.") var rate = 180.0
    @Option(help: "How many agents work.") var agents = 12
    @Option(help: "The queues, separated by commas, the one with most callers first.")
    var queues = "Sales,Support,Billing"
    @Option(help: "The time of day at which to begin.") var from = TimeOfDay(seconds: 9 * 3_600)
    @Option(help: "How many times as fast as real, or max for all at once.") var speed = Speed.times(1)
    @Option(
        help: "Seconds after which to stop; with --speed max or --events-out, seconds of the simulated day.")
    var duration: Double?
    @Option(help: "What the ids begin with; by default different each time.") var play: String?

    func validate() throws {
        guard OptionLimits.allowsRate(rate) else {
            throw ValidationError("--rate is 0.001 to a million.")
        }
        guard (1...10_000).contains(agents) else { throw ValidationError("--agents is 1 to 10000.") }
        guard !queueNames.isEmpty else { throw ValidationError("--queues names no queue.") }
        guard OptionLimits.allow(duration, upTo: OptionLimits.seconds) else {
            throw ValidationError("--duration is above 0, up to a year.")
        }
        guard !playsAtOnce || duration != nil else {
            throw ValidationError("All at once needs --duration, or it never ends.")
        }
    }

    func run() async throws {
        let start = Terminal.now
        var settings = ContactCentreSettings()
        settings.callsPerHour = rate
        settings.agents = agents
        settings.queues = queueNames
        settings.opening = from.milliseconds
        if playsAtOnce { settings.closing = duration.map { from.milliseconds + Int64($0 * 1_000) } }
        let centre = ContactCentre(settings, seed: seed, play: play ?? "sim-\(start)-\(seed)")
        if playsAtOnce {
            let events = Array(centre)
            let end = events.last?.time ?? from.milliseconds
            try await feed.play(
                events.makeIterator(), on: Timeline(start: start, from: end, speed: speed, date: nil))
        } else {
            let timeline = Timeline(start: start, from: from.milliseconds, speed: speed, date: nil)
            try await feed.play(centre, on: timeline, seconds: duration)
        }
    }

    /// Then the whole play lies in the past, and ends now.
    private var playsAtOnce: Bool { speed == .max || feed.eventsOut != nil }

    private var queueNames: [String] {
        queues.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
    }
}
