import Values
import WallboardCore

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
