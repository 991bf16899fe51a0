import AdminClient
import ArgumentParser
import BoardProtocol
import Values

extension Users {
    struct Import: AdminCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make and replace many users from a file, or from - for the standard input.",
            discussion: """
                CSV has a header row with the names id, name, extension, userLicence, agentAddOn, desktopClient, \
                crmAddOn and supervisor in any order; JSON is an array of objects with these members. With one mistake \
                nothing is imported. Users that the file does not name stay as they are. Where the gateway fails on the \
                way it says how many are imported; import the file again.
                """)
        @Argument(completion: .customers) var customer: String
        @Argument(help: "The file, at most 4 MiB.", completion: .file(extensions: ["csv", "json"])) var file: String
        @Option(help: "What the file is; without it, taken from its name, or from how it begins.") var format: Format?
        @Flag(help: "Only say what would change, and on which boards.") var dryRun = false
        @OptionGroup var connection: ConnectionOptions

        /// Bytes of the file; the gateway accepts at most this much.
        static let maxBytes = 4 * 1_048_576

        func run(with client: AdminClient) async throws {
            let bytes = try InputFile(name: file).read(most: Self.maxBytes)
            let answer = try await client.post(
                bytes, as: (format ?? Format(of: bytes, named: file)).contentType,
                to: ["v1", "customers", customer, "user-imports"], query: [("dryRun", dryRun ? "true" : "false")])
            if connection.json { return try Console.write(answer.body) }
            try Console.write(Self.report(answer.json ?? .null))
        }

        /// What was done, or would be: the changes field by field, the boards that show something else afterwards, and
        /// the licences.
        static func report(_ receipt: JSON) -> String {
            let changes = receipt["changes"]?.array ?? []
            var parts = [summary(receipt)]
            if !changes.isEmpty { parts.append(fields(changes).text) }
            let screens = changes.flatMap { change in (change["screens"]?.array ?? []).map { (change, $0) } }
            if !screens.isEmpty {
                parts.append(
                    Table(
                        ["BOARD", "NAME", "SERIAL", "OF USER", "VIEW", "SHOWS"],
                        screens.map { change, screen in
                            [
                                screen["id"].shown, screen["name"].shown, screen["serial"].shown,
                                change["userId"].shown, screen["view"].shown, screen["screen"].shown,
                            ]
                        }
                    ).text)
            }
            let licences = LicenceCounts(receipt["licences"]).changes
            if !licences.isEmpty { parts.append(Table(["LICENCE", "BEFORE", "AFTER"], licences).text) }
            return parts.joined(separator: "\n\n")
        }

        private static func summary(_ receipt: JSON) -> String {
            let counts = ["created", "changed", "unchanged"].map { "\(receipt[$0].shown) \($0)" }
            return counts.joined(separator: ", ")
                + (receipt["dryRun"]?.bool == true ? ": a dry run, nothing is done." : ".")
        }

        private static func fields(_ changes: [JSON]) -> Table {
            Table(
                ["USER", "ACTION", "FIELD", "FROM", "TO"],
                changes.flatMap { change -> [[String]] in
                    let first = [change["userId"].shown, change["action"].shown]
                    let fields = (change["fields"]?.array ?? []).map {
                        [$0["field"].shown, $0["from"].shown, $0["to"].shown]
                    }
                    return (fields.isEmpty ? [["", "", ""]] : fields).enumerated().map { index, field in
                        (index == 0 ? first : ["", ""]) + field
                    }
                })
        }
    }
}

extension Users.Import {
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case csv, json

        /// By the end of the name, otherwise by the first byte that is not white space: no CSV header begins with a
        /// bracket.
        init(of bytes: [UInt8], named name: String) {
            let lower = name.lowercased()
            if lower.hasSuffix(".json") {
                self = .json
            } else if lower.hasSuffix(".csv") {
                self = .csv
            } else {
                let first = bytes.first { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
                self = first == UInt8(ascii: "[") || first == UInt8(ascii: "{") ? .json : .csv
            }
        }

        var contentType: String {
            switch self {
            case .csv: "text/csv"
            case .json: "application/json"
            }
        }
    }
}
