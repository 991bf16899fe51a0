import Values
import WallboardCore

/// Lets in boards whose screens show a code (RFC 8628). The API limits the guesses of codes.
package protocol PairingAdministration: Sendable {
    /// The board that shows a code now, as an admin of `customer` may see it before it is paired. Throws
    /// `.notFound(.pairing)` for a code that no board shows, or no longer shows.
    func pairing(_ code: UserCode, for customer: CustomerID) async throws(AdminError) -> PendingPairing
    /// Gives the board that shows the code its seat, and starts it; with `waits`, keeps the choice if no seat is
    /// free, and the board waits. The code works once; if this throws, it stays valid. Throws `.notFound(.pairing)`,
    /// `.notFound(.user)`, `.notFound(.dashboard)`, `.seatLimit` (with `waits` if too many already wait),
    /// `.notEntitled`, `.suspendedDevice`.
    func pair(
        _ code: UserCode, _ choice: PairingChoice, waits: Bool, of customer: CustomerID
    ) async throws(AdminError) -> PairingResult
    /// The boards that wait for a seat, in the order in which they get one; at most
    /// `WaitingBoardLimits.maxPerCustomer`.
    func waitingBoards(of customer: CustomerID, _ page: PageSelection) async throws(AdminError) -> [WaitingScreen]
    /// Removes the board from the line: it is closed with 4502. Throws `.notFound(.waitingBoard)`.
    func cancelWaiting(_ serial: Serial, of customer: CustomerID) async throws(AdminError)
}

/// The result of a pairing.
package enum PairingResult: Sendable {
    case paired(DeviceStatus)
    /// No seat is free: the choice is kept; the figure shows that all seats are taken.
    case waiting(WaitingScreen, SeatFigure)
}

/// A screen whose pairing was confirmed and that waits for a seat.
package struct WaitingScreen: Hashable, Sendable {
    /// As it is stored.
    package let board: WaitingBoard
    /// Its place in the line of its customer, from 1.
    package let place: Int
    /// False: a free seat would not help, since the licence of its user gives no view.
    package let isEntitled: Bool
    /// nil while it is not connected; it keeps its place.
    package let connection: BoardConnection?
    /// Devices that it may be, as with `PendingPairing`; none while it is not connected.
    package let candidates: [DeviceStatus]

    /// Takes the record and what is known of its board now.
    package init(
        board: WaitingBoard, place: Int, isEntitled: Bool, connection: BoardConnection?,
        candidates: [DeviceStatus] = []
    ) {
        self.board = board
        self.place = place
        self.isEntitled = isEntitled
        self.connection = connection
        self.candidates = candidates
    }
}

/// A board that shows a code.
package struct PendingPairing: Hashable, Sendable {
    /// What its screen shows.
    package let code: UserCode
    /// As the board said; 1–64 characters.
    package let serial: String
    /// As the board said; at most 100 characters.
    package let model: String?
    /// As the board said; at most 50 characters.
    package let appVersion: String?
    /// The peer's address without its port.
    package let address: String
    /// When the code expires.
    package let expiresAt: Instant
    /// The device of the customer that already has this serial: pairing keeps its seat.
    package let device: Device?
    /// Devices that this board may be, under a serial that it lost with its storage: same model and address, with a
    /// seat, and away. The one seen last comes first; at most `maxCandidates`.
    package let candidates: [DeviceStatus]

    /// Candidates that are shown: a house with more screens behind one address needs the names of a few, not of all.
    package static let maxCandidates = 10

    /// Takes what is known of the board.
    package init(
        code: UserCode, serial: String, model: String?, appVersion: String?, address: String, expiresAt: Instant,
        device: Device?, candidates: [DeviceStatus] = []
    ) {
        self.code = code
        self.serial = serial
        self.model = model
        self.appVersion = appVersion
        self.address = address
        self.expiresAt = expiresAt
        self.device = device
        self.candidates = candidates
    }
}
