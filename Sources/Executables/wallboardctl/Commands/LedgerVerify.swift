import AdminClient
import ArgumentParser
import BoardProtocol
import Values

extension Ledger {
    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Verify that a ledger is as it was written.",
            discussion: """
                It needs no gateway for a file: what wallboardctl ledger list CUSTOMER --json has printed, an array of \
                entries, or one entry a line; - is the standard input. Every entry must have its number, the hash of the \
                entry before it, its own hash (SHA-256 over its canonical form by RFC 8785 without the member hash), a \
                time that does not go back, and counts that follow from the changes.

                Entries that are missing at the end cannot be seen: keep the last hash elsewhere and give it with \
                --expect-last. The exit code is 4 where the ledger is not as it was written.
                """)
        @Argument(help: "The file with the ledger, at most 256 MiB.", completion: .file()) var file: String?
        @Option(help: "Verify the ledger of this customer as the gateway gives it.", completion: .customers)
        var customer: String?
        @Option(help: ArgumentHelp("The hash of the last entry.", valueName: "hash")) var expectLast: String?
        @OptionGroup var connection: ConnectionOptions

        func validate() throws {
            guard (file != nil) != (customer != nil) else { throw ValidationError("Give a file, or --customer.") }
            guard expectLast.map(LedgerVerification.isHash) ?? true else {
                throw ValidationError("--expect-last is 64 digits of 0–9 and a–f.")
            }
        }

        func run() async throws {
            let entries =
                if let customer {
                    try await AdminClient.with(try connection.endpoint) { try await $0.items(of: path(customer)) }
                } else {
                    try LedgerFile.entries(in: try InputFile(name: file ?? "-").read(most: LedgerFile.maxBytes))
                }
            try report(try verified(entries))
        }

        private func verified(_ entries: [JSON]) throws -> LedgerVerification {
            var verification = LedgerVerification()
            do throws(LedgerVerification.Fault) {
                for entry in entries { try verification.take(entry) }
            } catch {
                try reportFault(error.sentence, verification)
            }
            // A ledger begins with its opening.
            if verification.count == 0 { try reportFault("there is no entry", verification) }
            if let customer, let owner = verification.customer, owner != customer {
                try reportFault("the ledger is of the customer \(owner)", verification)
            }
            if let expectLast, expectLast != verification.lastHash {
                let place = entries.firstIndex { $0["hash"]?.string == expectLast }
                try reportFault(
                    place.map {
                        "entry \($0 + 1) has the hash expected at the end; \(entries.count - $0 - 1) follow it"
                    }
                        ?? "the last hash is \(verification.lastHash) and not the one expected: entries are missing at "
                        + "the end, or all were rewritten", verification)
            }
            return verification
        }

        private func report(_ verification: LedgerVerification) throws {
            if connection.json { return try Console.write(result(verification, fault: nil).encode()) }
            try Console.write(
                Table(of: [
                    ("customer", (verification.customer ?? "–").printable),
                    ("entries", String(verification.count)),
                    ("last", verification.lastMoment.isEmpty ? "–" : verification.lastMoment),
                    ("last hash", verification.lastHash),
                    ("verified", "yes"),
                ]).text)
        }

        private func reportFault(_ sentence: String, _ verification: LedgerVerification) throws -> Never {
            if connection.json { try Console.write(result(verification, fault: sentence).encode()) }
            throw CommandFailure(outcome: .notVerified, sentence: sentence.printable)
        }

        /// `entries` and `lastHash` are those found in order.
        private func result(_ verification: LedgerVerification, fault: String?) -> JSON {
            .fields([
                "verified": .bool(fault == nil), "customerId": verification.customer.map(JSON.string) ?? .null,
                "entries": .integer(verification.count), "lastHash": .string(verification.lastHash),
                "fault": fault.map(JSON.string) ?? .null,
            ])
        }
    }
}
