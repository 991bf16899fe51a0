import AdminAPI
import BoardServer
import Values
import WallboardCore

/// A board that others want to displace, while it has time to answer a ping.
struct TakeoverProbe {
    /// Distinguishes it from an earlier one of the same board.
    let number: Int
    let inPlace: ConnectionID
    /// In the order in which they came; bounded by the loops' connections.
    var waiting: [Arrival]
}

/// What is known of the board in place.
struct BoardInPlace {
    let connection: ConnectionID
    let answers: Bool
}

/// The decision on a board whose device may have a board in place.
enum Takeover {
    /// No board is in place.
    case free
    /// The board in place may be displaced.
    case displaced(answers: Bool)
    /// The board in place has been pinged; the newer one comes back with the answer.
    case pending
    /// The credential looks cloned, and the newer one was refused for it.
    case refused
}

/// Rule 6 of the seats: a newer board of a device takes over, unless boards take over from each other again and again
/// while both are alive. The board in place is pinged to see whether it is alive: a board that lost its network comes
/// back as often as it likes.
extension CustomerHub {
    /// Decides whether `arrival` may take the place of the board that is in. `inPlace` is what is known of it
    /// already.
    func takeOver(_ device: Device, by arrival: Arrival, knowing inPlace: BoardInPlace?) -> Takeover {
        guard let board = boards[device.id] else { return .free }
        guard let inPlace, inPlace.connection == board.connection else {
            probe(board.connection, of: device.id, for: arrival)
            return .pending
        }
        let isAllowed = takeovers[device.id, default: TakeoverGuard()].allowsTakeover(
            inPlaceAnswers: inPlace.answers, at: surroundings.clock())
        guard isAllowed else {
            raise(.clonedCredential, device, arrival)
            refuse(arrival, .clonedCredential)
            return .refused
        }
        return .displaced(answers: inPlace.answers)
    }

    /// The board in place has answered in time.
    func boardAnswered(_ connection: ConnectionID) {
        guard let device = deviceByConnection[connection] else { return }
        endProbe(of: device, answers: true)
    }

    /// The board in place has answered, has gone, or is out of time: those that wait for it are decided, in the order
    /// in which they came.
    func endProbe(of device: DeviceID, answers: Bool) {
        guard let probe = probes.removeValue(forKey: device) else { return }
        let inPlace = BoardInPlace(connection: probe.inPlace, answers: answers)
        for arrival in probe.waiting { receive(arrival, knowing: inPlace) }
    }

    /// A board that waits for another one's answer has gone.
    func leaveProbe(_ connection: ConnectionID) {
        for device in probes.keys { probes[device]?.waiting.removeAll { $0.connection == connection } }
    }

    private func probe(_ connection: ConnectionID, of device: DeviceID, for arrival: Arrival) {
        if probes[device]?.inPlace == connection {
            probes[device]?.waiting.append(arrival)
            return
        }
        // An answer of a board that was disconnected meanwhile: those that wait for it wait for the new one.
        let earlier = probes[device]?.waiting ?? []
        probesBegun += 1
        let number = probesBegun
        probes[device] = TakeoverProbe(number: number, inPlace: connection, waiting: earlier + [arrival])
        post(.probe(connection), to: connection)
        Task {
            try? await Task.sleep(for: .milliseconds(TakeoverGuard.answerMillis))
            if probes[device]?.number == number { endProbe(of: device, answers: false) }
        }
    }
}
