import AdminAPI
import BoardProtocol
import BoardServer
import Values
import WallboardCore

/// Why a board is not let in or is disconnected: the message to the board, and the close code that says whether to
/// come back.
struct Refusal {
    let reason: RefusalReason
    let detail: String
    var retryAfterSeconds: Int?
    var seats: SeatFigure?

    var close: BoardClose { reason.close }

    var message: SharedFrame {
        let counts = seats.map { seats in
            Refused.Seats(configured: seats.configured, max: seats.maximum.number)
        }
        return .control(
            Refused(reason: reason, detail: detail, retryAfterSeconds: retryAfterSeconds, seats: counts).encode())
    }

    static let unknownToken = Refusal(
        reason: .unknownToken, detail: "This board's token is not valid. Register the board again.")
    static let wrongSerial = Refusal(
        reason: .unknownToken, detail: "This token belongs to other hardware. Register this board.")
    static let badEnrolmentKey = Refusal(
        reason: .badEnrolmentKey, detail: "The enrolment key is not valid or has expired. Ask for a new one.")
    static let keyOfAnotherUser = Refusal(
        reason: .badEnrolmentKey,
        detail: "This board is assigned to another user than the one of this key. Ask your administrator.")
    static let notEntitled = Refusal(
        reason: .notEntitled, detail: "The licence of the user of this key gives no view. Ask your administrator.")
    static let tooManyPairings = Refusal(
        reason: .tooManyAttempts, detail: "Too many boards at this address wait to be paired. This board tries again.",
        retryAfterSeconds: 60)
    static let replaced = Refusal(
        reason: .replaced, detail: "Other hardware took over from this board. Register it again to use it elsewhere.")
    static let suspended = Refusal(
        reason: .suspended, detail: "This board is suspended. Ask your administrator to resume it.")
    static let removed = Refusal(
        reason: .removed, detail: "This board was removed. Register it again to use it.")
    static let noLongerWaiting = Refusal(
        reason: .removed, detail: "This board no longer waits for a licence. Pair it again to use it.")
    static let pairingUnavailable = Refusal(
        reason: .pairingUnavailable,
        detail:
            "Boards cannot be paired here: the gateway has no address that a phone can open. Ask your administrator.",
        retryAfterSeconds: GatewayLimits.Boards.minPairingRetrySeconds)
    static let customerClosed = Refusal(
        reason: .customerClosed, detail: "This customer's account is closed.")
    static let clonedCredential = Refusal(
        reason: .tooManyAttempts, detail: "Two boards use the same registration. The one that is connected stays.",
        retryAfterSeconds: Int(TakeoverGuard.windowMillis / 1_000))
    static let overloaded = Refusal(
        reason: .unavailable, detail: "The gateway cannot register boards at the moment. This board tries again.",
        retryAfterSeconds: GatewayLimits.Boards.minStoreRetrySeconds)

    /// `retryAfterSeconds` is this board's own.
    static func seatLimit(_ seats: SeatFigure, retryAfterSeconds: Int) -> Refusal {
        Refusal(
            reason: .seatLimit,
            detail: "All licensed wallboards are in use: \(seats.display). Ask your administrator for one more.",
            retryAfterSeconds: retryAfterSeconds, seats: seats)
    }

    /// The refusal for a decision that gave no seat.
    init(_ decision: AdmissionDecision) {
        switch decision {
        case .suspended: self = .suspended
        case .keyNotValid: self = .badEnrolmentKey
        case .keyOfAnotherUser: self = .keyOfAnotherUser
        case .notEntitled: self = .notEntitled
        case .register, .renew, .resume, .seatLimit:
            preconditionFailure("\(decision) is no refusal, or one with a hint of its own")
        }
    }

    /// The refusal of a board that cannot wait to be paired.
    init(_ full: PairingDesk.Full) {
        switch full {
        case .desk: self = .overloaded
        case .address: self = .tooManyPairings
        }
    }

    private init(
        reason: RefusalReason, detail: String, retryAfterSeconds: Int? = nil,
        seats: SeatFigure? = nil
    ) {
        self.reason = reason
        self.detail = detail
        self.retryAfterSeconds = retryAfterSeconds
        self.seats = seats
    }
}

extension RefusedAttempt {
    /// A board that a hub refuses.
    init(_ arrival: Arrival, _ refusal: Refusal, of customer: CustomerID, at now: Instant) {
        let hello = arrival.hello
        // The key that the board presents, whether there is such a key or not.
        var key: CredentialID?
        if case .enrolmentKey(let secret) = hello.credentials {
            key = Credential(secret.revealed, kind: .enrolmentKey)?.id
        }
        self.init(
            at: now, customer: customer, serial: hello.serial, model: hello.model, address: arrival.address,
            reason: refusal.reason.rawValue, detail: refusal.detail, enrolmentKey: key)
    }
}
