import AdminClient
import ArgumentParser
import Values

extension Customers {
    struct Change: AdminCommand {
        static let configuration = CommandConfiguration(
            abstract: "Change settings of a customer.",
            discussion: "Settings that are not given stay as they are. The maximum is set with licences set-max.",
            aliases: ["update"])
        @Argument(completion: .customers) var customer: String
        @Option(help: "The name for people.") var name: String?
        @Option(help: "Where its day begins and ends, such as Europe/Berlin.") var timeZone: String?
        @Option(help: "When the figures of the day reset, HH:MM.") var resetTime: String?
        @Option(help: "A call answered within this time is within the service level.") var serviceLevelSeconds: Int?
        @Option(help: "A caller who leaves before this time is a short abandon.") var shortAbandonSeconds: Int?
        @Option(
            help: ArgumentHelp(
                "Which calls the service level is of: standard (answered and abandoned), withShortAbandons, "
                    + "withOverflows or withShortAbandonsAndOverflows.", valueName: "variant"))
        var serviceLevelVariant: String?
        @Option(help: "How long the feed may be quiet, in seconds, before boards show it as lost.")
        var feedLostSeconds: Int?
        @Flag(help: "The feed is never shown as lost.") var feedNeverLost = false
        @Option(name: .customLong("goal"), help: GoalArgument.help) var goals: [GoalArgument] = []
        @Option(help: "How boards show callers: masked or shown.") var callerNumbers: String?
        @Option(help: "Where agent add-ons come from: manual or synced.") var agentAddOn: String?
        @Option(help: ArgumentHelp("When boards go to sleep, in the customer's time zone.", valueName: "HH:MM"))
        var sleepFrom: String?
        @Option(help: ArgumentHelp("When boards wake up.", valueName: "HH:MM")) var sleepTo: String?
        @Flag(help: "Boards do not sleep.") var noSleepHours = false
        @OptionGroup var version: VersionOption
        @OptionGroup var connection: ConnectionOptions

        func validate() throws {
            guard (sleepFrom == nil) == (sleepTo == nil) else {
                throw ValidationError("Give --sleep-from and --sleep-to together.")
            }
            guard sleepFrom == nil || !noSleepHours else {
                throw ValidationError("Give sleep hours, or --no-sleep-hours.")
            }
            guard feedLostSeconds == nil || !feedNeverLost else {
                throw ValidationError("Give --feed-lost-seconds, or --feed-never-lost.")
            }
            guard body.object?.isEmpty == false else { throw ValidationError("Give what to change.") }
        }

        var body: JSON {
            .fields([
                "name": name.map(JSON.string), "timeZone": timeZone.map(JSON.string),
                "resetTime": resetTime.map(JSON.string),
                "serviceLevelSeconds": serviceLevelSeconds.map { .integer(Int64($0)) },
                "shortAbandonSeconds": shortAbandonSeconds.map { .integer(Int64($0)) },
                "serviceLevelVariant": serviceLevelVariant.map(JSON.string),
                "feedLostSeconds": feedNeverLost ? .null : feedLostSeconds.map { .integer(Int64($0)) },
                "goals": GoalArgument.patch(goals),
                "callerNumbers": callerNumbers.map(JSON.string), "agentAddOn": agentAddOn.map(JSON.string),
                "sleepHours": sleepHours,
            ])
        }

        private var sleepHours: JSON? {
            if noSleepHours { return .null }
            guard let sleepFrom, let sleepTo else { return nil }
            return .fields(["from": .string(sleepFrom), "to": .string(sleepTo)])
        }

        func run(with client: AdminClient) async throws {
            let answer = try await client.send(
                .patch, path.appending(customer), body: body, if: version.condition)
            try show(answer, as: table)
        }
    }
}
