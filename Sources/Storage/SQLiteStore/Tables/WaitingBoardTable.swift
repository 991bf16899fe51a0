import Foundation
import GRDB
import Values
import WallboardCore

/// The rows of `waiting_boards`.
enum WaitingBoardTable {
    private static let select = """
        SELECT customers.id, serial, model, user, waiting_boards.name, dashboard, author, credential, secret_hash, since
        FROM waiting_boards JOIN customers ON customers.number = waiting_boards.customer
        """

    /// In the order of their places.
    static func all(of customer: CustomerID, in db: Database) throws -> [WaitingBoard] {
        try db.rows("\(select) WHERE customers.id = ? ORDER BY waiting_boards.number", [customer.text], read)
    }

    static func board(_ serial: Serial, ofCustomer customer: Int64, in db: Database) throws -> WaitingBoard? {
        try db.row("\(select) WHERE customer = ? AND serial = ?", [customer, serial.text], read)
    }

    static func count(ofCustomer customer: Int64, in db: Database) throws -> Int {
        try db.row("SELECT count(*) FROM waiting_boards WHERE customer = ?", [customer]) { try $0.integer() } ?? 0
    }

    /// Adds the board at the end of the line; one that already waits keeps its place, with another choice and token.
    static func put(_ board: WaitingBoard, ofCustomer customer: Int64, in db: Database) throws {
        try db.run(
            """
            INSERT INTO waiting_boards (customer, serial, model, user, name, dashboard, author, credential, secret_hash,
                since)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (customer, serial) DO UPDATE SET model = excluded.model, user = excluded.user,
                name = excluded.name, dashboard = excluded.dashboard, author = excluded.author,
                credential = excluded.credential, secret_hash = excluded.secret_hash, since = excluded.since
            """,
            [
                customer, board.serial.text, board.model, board.choice.user.text, board.choice.name,
                board.choice.dashboard?.text, board.choice.author.text, board.credential.text,
                Data(board.secretHash.bytes), board.since.milliseconds,
            ])
    }

    /// Returns whether the board waited.
    @discardableResult
    static func delete(_ serial: Serial, ofCustomer customer: Int64, in db: Database) throws -> Bool {
        try db.run("DELETE FROM waiting_boards WHERE customer = ? AND serial = ?", [customer, serial.text])
        return db.changesCount > 0
    }

    private static func read(_ row: inout RowReader) throws -> WaitingBoard {
        let customer: CustomerID = try row.name()
        let serial: Serial = try row.name()
        let model = try row.textIfAny()
        let choice = try PairingChoice(
            user: row.name(), name: row.textIfAny(), dashboard: row.nameIfAny(), author: row.author())
        return try WaitingBoard(
            customer: customer, serial: serial, model: model, choice: choice, credential: row.name(),
            secretHash: row.secretHash(), since: row.instant())
    }
}
