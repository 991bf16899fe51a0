import AdminClient
import ArgumentParser
import Values

extension Licences {
    struct SetMaximum: AdminCommand {
        static let configuration = CommandConfiguration(
            commandName: "set-max",
            abstract: "Set how many boards may have a seat, and show what that does.",
            discussion: """
                A maximum below the boards that have a seat is refused, and the boards are named. Then --surplus keep lets \
                them keep their seats and gives out no new ones, and --surplus suspend --suspend DEVICE … takes those \
                that you name off the air.
                """)
        @Argument(completion: .customers) var customer: String
        @Argument(help: "A number, or unlimited.") var max: SeatMaximumArgument
        @Option(help: "Why, for the ledger; 1 to 500 characters.") var reason: String?
        @Option(help: "What to do with boards beyond the maximum.") var surplus: Surplus?
        @Option(
            parsing: .upToNextOption,
            help: ArgumentHelp("The boards to suspend, with --surplus suspend.", valueName: "device"),
            completion: .devices)
        var suspend: [String] = []
        @Flag(help: "Only say what would happen.") var dryRun = false
        @OptionGroup var version: VersionOption
        @OptionGroup var connection: ConnectionOptions

        enum Surplus: String, ExpressibleByArgument, CaseIterable {
            case reject, keep, suspend
        }

        func validate() throws {
            guard (surplus == .suspend) == !suspend.isEmpty else {
                throw ValidationError("--surplus suspend and --suspend DEVICE go together.")
            }
        }

        var body: JSON {
            .fields([
                "maxWallboards": max.json, "reason": reason.map(JSON.string),
                "surplus": surplus.map { .string($0.rawValue) },
                "suspend": suspend.isEmpty ? nil : .array(suspend.map(JSON.string)),
                "dryRun": dryRun ? .bool(true) : nil,
            ])
        }

        func run(with client: AdminClient) async throws {
            let answer: AdminAnswer
            do {
                answer = try await client.send(.patch, path(customer), body: body, if: version.condition)
            } catch {
                explain(error)
                throw error
            }
            if connection.json { return try Console.write(answer.body) }
            let licences = answer.json ?? .null
            try Console.write(LicenceEffect.report(licences["effect"], otherwise: Licences.table(licences)))
        }

        /// Names the boards that are too many, for a person, before the refusal itself.
        private func explain(_ error: AdminClientError) {
            guard case .refused(let problem) = error, problem.code == "surplus", !connection.json else { return }
            Console.note(LicenceEffect.surplus(problem.document ?? .null))
        }
    }
}

/// What a change of the maximum does, for people.
enum LicenceEffect {
    /// The seats before and after, what each suspended board will show, and who gets in.
    static func report(_ effect: JSON?, otherwise licences: Table) -> String {
        guard let effect else { return licences.text }
        let some: JSON? = effect
        let isOver = some["after", "over"]?.bool == true
        var parts = [
            (effect["dryRun"]?.bool == true ? "A dry run, nothing is done.\n" : "")
                + Table(
                    ["", "CONFIGURED", "MAXIMUM", "DISPLAY"],
                    [
                        [
                            "before", some["before", "configured"].shown, maximum(effect["before"]),
                            display(effect["before"]),
                        ],
                        [
                            "after", some["after", "configured"].shown, maximum(effect["after"]),
                            display(effect["after"]) + (isOver ? ", too many" : ""),
                        ],
                    ]
                ).text
        ]
        let suspended = effect["suspended"]?.array ?? []
        if !suspended.isEmpty {
            parts.append(
                "Suspended:\n"
                    + Table(
                        ["DEVICE", "NAME", "SERIAL", "VIEW", "SHOWS"],
                        suspended.map {
                            [
                                $0["id"].shown, $0["name"].shown, $0["serial"].shown, $0["view"].shown,
                                $0["screen"].shown,
                            ]
                        }
                    ).text)
        }
        let letsIn = effect["letsIn"]?.array ?? []
        if !letsIn.isEmpty {
            parts.append(
                "Waiting or refused lately, and now there is a seat:\n"
                    + Table(
                        ["SERIAL", "MODEL", "WAITING SINCE", "LAST REFUSED"],
                        letsIn.map {
                            [
                                $0["serial"].shown, $0["model"].shown, $0["waitingSince"].shown,
                                $0["lastRefusedAt"].shown,
                            ]
                        }
                    ).text)
        }
        return parts.joined(separator: "\n\n")
    }

    /// The boards that have a seat if the maximum leaves too few.
    static func surplus(_ problem: JSON) -> String {
        Table(
            ["DEVICE", "NAME", "SERIAL", "USER", "BOARD LICENCE", "REGISTERED"],
            (problem["devices"]?.array ?? []).map {
                [
                    $0["id"].shown, $0["name"].shown, $0["serial"].shown, $0["userId"].shown,
                    $0["boardLicence"].shown, $0["registeredAt"].shown,
                ]
            }
        ).text + "\n\(problem["surplus"].shown) too many: name them with --surplus suspend --suspend DEVICE …, or let "
            + "all keep their seats with --surplus keep."
    }

    private static func maximum(_ seats: JSON?) -> String {
        (seats?["max"]).shownMaximum
    }

    private static func display(_ seats: JSON?) -> String {
        (seats?["display"]).shown
    }
}
