import BoardProtocol
import BoardServer
import Values
import WallboardCore

/// A board that said `hello` and waits.
struct Arrival {
    let connection: ConnectionID
    let hello: Hello
    let address: String
}

/// What is known of the board in place.
struct BoardInPlace {
    let connection: ConnectionID
    let answers: Bool
}

/// Rule 6 of the seats: a newer board of a device takes over, unless boards take over from each other again and again
/// while both are alive. The board in place is pinged to see whether it is alive: a board that lost its network comes
/// back as often as it likes.
struct Takeovers {
    /// The decision on a board whose device may have a board in place.
    enum Decision: Hashable {
        /// No board is in place.
        case free
        /// The board in place may be displaced.
        case displaced(answers: Bool)
        /// The newer board waits for what the board in place answers. With a number, that one is to be pinged, and the
        /// probe with this number ends after `TakeoverGuard.answerMillis` at the latest.
        case pending(probe: Int?)
        /// The credential looks cloned: the newer board is refused.
        case cloned
    }

    /// A board that others want to displace, while it has time to answer a ping.
    private struct Probe {
        /// Distinguishes it from an earlier one of the same board.
        let number: Int
        let inPlace: ConnectionID
        /// In the order in which they came; bounded by the loops' connections.
        var waiting: [Arrival]
    }

    private var guards: [DeviceID: TakeoverGuard] = [:]
    private var probes: [DeviceID: Probe] = [:]
    private var begun = 0

    /// Decides whether `arrival` may take the place of the board that is in on the connection `board` (nil: none is).
    /// `inPlace` is what is known of that one already.
    mutating func decide(
        _ device: DeviceID, by arrival: Arrival, from board: ConnectionID?, knowing inPlace: BoardInPlace?,
        at now: Instant
    ) -> Decision {
        guard let board else { return .free }
        guard let inPlace, inPlace.connection == board else { return probe(board, of: device, for: arrival) }
        let isAllowed = guards[device, default: TakeoverGuard()].allowsTakeover(
            inPlaceAnswers: inPlace.answers, at: now)
        return isAllowed ? .displaced(answers: inPlace.answers) : .cloned
    }

    private mutating func probe(_ board: ConnectionID, of device: DeviceID, for arrival: Arrival) -> Decision {
        if probes[device]?.inPlace == board {
            probes[device]?.waiting.append(arrival)
            return .pending(probe: nil)
        }
        // An answer of a board that was disconnected meanwhile: those that wait for it wait for the new one.
        let earlier = probes[device]?.waiting ?? []
        begun += 1
        probes[device] = Probe(number: begun, inPlace: board, waiting: earlier + [arrival])
        return .pending(probe: begun)
    }

    /// The board in place has answered, has gone, or is out of time. Returns what is known of it, and those that waited
    /// for that, in the order in which they came; nil if nobody did. With a `number`, only that probe ends.
    mutating func endProbe(
        of device: DeviceID, _ number: Int? = nil, answers: Bool
    ) -> (inPlace: BoardInPlace, waiting: [Arrival])? {
        guard let probe = probes[device], number == nil || probe.number == number else { return nil }
        probes[device] = nil
        return (BoardInPlace(connection: probe.inPlace, answers: answers), probe.waiting)
    }

    /// A board that waits for another one's answer has gone.
    mutating func leave(_ connection: ConnectionID) {
        for device in probes.keys { probes[device]?.waiting.removeAll { $0.connection == connection } }
    }

    /// The device has another credential, or is gone: earlier take-overs say nothing of the next one.
    mutating func forget(_ device: DeviceID) { guards[device] = nil }
}
