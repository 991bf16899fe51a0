import BoardProtocol
import HTTPTypes
import Hummingbird
import NIOCore
import Values
import WallboardCore

/// The seat ledger.
struct LedgerRoutes: Sendable {
    let ports: any LedgerReading
    let limits: AdminLimits
    let exports: Shares

    var routes: [Route] {
        [
            Route("listLedger", .get, "/v1/customers/{customerId}/ledger", .customer(.readers), answer: listLedger)
        ]
    }

    /// The seat ledger: a page of it as JSON, or the whole of it as CSV.
    func listLedger(_ call: AdminCall) async throws -> Answer {
        let customer = try call.customer
        let page = try call.page(limits)
        let after = try page.afterNumber ?? 0
        switch try TableFormat.asked(call) {
        case .json:
            let records = try await ports.ledger(of: customer, after: after, limit: page.limit + 1)
            return .list(page.cut(records, by: \.entry.sequence))
        case .csv:
            let permit = try call.beginExport(outOf: exports)
            let first = try await ports.ledger(of: customer, after: 0, limit: limits.ledgerChunk)
            return ledgerTable(of: customer, beginningWith: first, permit)
        }
    }

    /// The ledger is written piece by piece, so that memory does not grow with it. The first piece was read already: a
    /// customer that never existed got a problem.
    private func ledgerTable(
        of customer: CustomerID, beginningWith first: [LedgerRecord], _ permit: Shares.Share
    ) -> Answer {
        let (ports, chunk) = (ports, limits.ledgerChunk)
        return Answer(
            status: .ok, headers: Answer.attachment("ledger-\(customer).csv"),
            content: Answer.Content(mediaType: Answer.csvType) { writer in
                defer { permit.giveBack() }
                var table = CSVWriter()
                table.record(LedgerTable.columns.map { .word($0) })
                var records = first
                while true {
                    for record in records { table.record(LedgerTable.cells(of: record)) }
                    try await writer.write(ByteBuffer(bytes: table.take()))
                    guard records.count == chunk, let last = records.last else { return }
                    records = try await ports.ledger(of: customer, after: last.entry.sequence, limit: chunk)
                }
            })
    }
}

/// The ledger as a table.
enum LedgerTable {
    static let columns = [
        "sequence", "at", "kind", "author", "customerId", "deviceId", "serial", "previousSerial", "userId",
        "boardLicence", "previousBoardLicence", "how", "configured", "maxWallboards", "previousMaxWallboards",
        "timeZone", "reason", "previousHash", "hash",
    ]

    /// The members of an entry by column; empty if one does not apply.
    static func cells(of record: LedgerRecord) -> [CSVWriter.Cell] {
        let members = Dictionary(uniqueKeysWithValues: record.entry.members.map { ($0.name, $0.value) })
        return columns.map { column in
            if column == "hash" { return .word(record.hash.text) }
            return switch members[column] {
            case .text(let text): .text(text)
            case .number(let number): .number(number)
            case .time(let time): .time(time)
            case .unlimited: .word("unlimited")
            case nil: .empty
            }
        }
    }
}
