import AdminAPI
import BoardProtocol
import BoardServer
import Synchronization
import Values
import WallboardCore

/// Who owns each connection that has said `hello`: the hub that decides on it or has let it in, or the desk where
/// boards wait to be paired. One lock for both, so that a board that leaves while it is paired is never forgotten by
/// one and kept by the other.
final class Reception: Sendable {
    private struct State {
        var hubs: [ConnectionID: CustomerHub] = [:]
        var desk = PairingDesk()
    }

    private let state = Mutex(State())
    private let clock: @Sendable () -> Instant

    init(clock: @escaping @Sendable () -> Instant) {
        self.clock = clock
    }

    /// The hub that owns a connection.
    func hub(of connection: ConnectionID) -> CustomerHub? {
        state.withLock { $0.hubs[connection] }
    }

    /// A hub decides on the board.
    func give(_ connection: ConnectionID, to hub: CustomerHub) {
        state.withLock { $0.hubs[connection] = hub }
    }

    /// The connection is gone; returns the hub that owned it.
    func leave(_ connection: ConnectionID) -> CustomerHub? {
        state.withLock { state in
            state.desk.leave(connection)
            return state.hubs.removeValue(forKey: connection)
        }
    }

    // MARK: Pairing

    /// Boards that wait to be paired.
    var waiting: Int { state.withLock { $0.desk.count } }

    /// Takes in a board without credentials, and gives it a code.
    func beginPairing(
        _ connection: ConnectionID, _ hello: Hello, address: String
    ) throws(PairingDesk.Full) -> PairingDesk.Board {
        try state.withLock { state throws(PairingDesk.Full) in
            var generator = SystemRandomNumberGenerator()
            return try state.desk.begin(connection, hello, address: address, at: clock(), using: &generator)
        }
    }

    /// The board that shows a code now.
    func board(showing code: UserCode) -> PairingDesk.Board? {
        state.withLock { $0.desk.board(showing: code, at: clock()) }
    }

    /// Takes the board that shows a code for one admin. Ends with `release` or `adopt`.
    func claim(_ code: UserCode) -> PairingDesk.Board? {
        state.withLock { $0.desk.claim(code, at: clock()) }
    }

    /// The claim failed: the code is valid again.
    func release(_ board: PairingDesk.Board) {
        state.withLock { $0.desk.release(board.connection) }
    }

    /// Takes the board that shows a code while `body` works on it. If `body` throws, the code stays valid.
    func withClaim<Result: Sendable>(
        on code: UserCode,
        _ body: (PairingDesk.Board, Serial) async throws(AdminError) -> Result
    ) async throws(AdminError) -> Result {
        guard let board = claim(code) else { throw .notFound(.pairing) }
        guard let serial = Serial(board.hello.serial) else {
            preconditionFailure("a board said hello with the serial \(board.hello.serial)")
        }
        do throws(AdminError) {
            return try await body(board, serial)
        } catch {
            release(board)
            throw error
        }
    }

    /// The board belongs to a hub from now on: what it says and its end are reported there. Returns false if it is
    /// gone.
    func adopt(_ board: PairingDesk.Board, by hub: CustomerHub) -> Bool {
        state.withLock { state in
            guard state.desk.complete(board.connection) else { return false }
            state.hubs[board.connection] = hub
            return true
        }
    }

    /// Gives boards whose code has expired another one, and returns them.
    func renewCodes() -> [PairingDesk.Board] {
        state.withLock { state in
            var generator = SystemRandomNumberGenerator()
            return state.desk.renew(at: clock(), using: &generator)
        }
    }
}
