import AdminAPI
import BoardProtocol
import BoardServer
import Logging
import Store
import WallboardCore

/// A board that presented a key and waits for its seat to be durable.
struct PendingEnrolment {
    let arrival: Arrival
    let request: EnrolmentRequest
    /// The token that it gets; the store has only its hash.
    let token: Credential
    /// Whether the board that it takes over from still answered: let in, and an alarm (rule 6).
    let displacesAnswering: Bool
}

/// Rule 1 of the seats: the one way in for a device that has none. All that wait share one transaction, in which each
/// is decided on the state that the previous ones left.
extension CustomerHub {
    /// Devices that are decided in one transaction.
    private static let mostPerCommit = 256

    func enrol(_ arrival: Arrival, key text: String, knowing inPlace: BoardInPlace?) {
        guard let presented = Credential(text, kind: .enrolmentKey), let key = keys[presented.id],
            key.secretHash.matches(presented.hash), let serial = Serial(arrival.hello.serial)
        else { return refuse(arrival, .badEnrolmentKey) }
        guard device(with: serial) != nil || hasRoomForDevice else {
            let seconds = refusals.seatRetrySeconds(for: serial.text, at: surroundings.clock())
            return refuse(arrival, .seatLimit(seats, retryAfterSeconds: seconds))
        }
        var displacesAnswering = false
        // The board of another user's device is in no danger: it need not be pinged.
        if let device = device(with: serial), device.user == key.user {
            switch takeOver(device, by: arrival, knowing: inPlace) {
            case .pending, .refused: return
            case .free: break
            case .displaced(let answers): displacesAnswering = answers
            }
        }
        let token = Credential.make(.deviceToken)
        enrolling[arrival.connection] = PendingEnrolment(
            arrival: arrival,
            request: EnrolmentRequest(
                way: .enrolmentKey(key.id), serial: serial, model: arrival.hello.model, newDevice: .make(),
                newCredential: token.id,
                newSecretHash: token.hash),
            token: token, displacesAnswering: displacesAnswering)
        enrolmentQueue.append(arrival.connection)
        guard !isEnrolling else { return }
        isEnrolling = true
        Task { await decideEnrolments() }
    }

    private func decideEnrolments() async {
        while !enrolmentQueue.isEmpty {
            do throws(AdminError) {
                try await enterGate()
            } catch {
                // The gate is at its bound: waiting boards are refused, and come back.
                for pending in takeBatch() { turnAway(pending) }
                continue
            }
            let batch = takeBatch()
            do throws(StoreError) {
                let outcomes = try await surroundings.store.enrol(batch.map(\.request), at: surroundings.clock())
                for (pending, outcome) in zip(batch, outcomes) { apply(outcome, to: pending) }
            } catch {
                logger.error("boards could not be registered", metadata: ["reason": "\(error)"])
                for pending in batch { turnAway(pending) }
            }
            gate.leave()
        }
        isEnrolling = false
    }

    /// The next ones in line that are still there; they stay in `enrolling` until they are decided.
    private func takeBatch() -> [PendingEnrolment] {
        let connections = enrolmentQueue.prefix(Self.mostPerCommit)
        enrolmentQueue.removeFirst(connections.count)
        return connections.compactMap { enrolling[$0] }
    }

    private func turnAway(_ pending: PendingEnrolment) {
        guard enrolling.removeValue(forKey: pending.arrival.connection) != nil else { return }
        refuse(pending.arrival, .overloaded)
    }

    private func apply(_ outcome: EnrolmentOutcome, to pending: PendingEnrolment) {
        // Gone meanwhile: the seat is taken all the same, and the board comes back to it with the same key.
        let isStillThere = enrolling.removeValue(forKey: pending.arrival.connection) != nil
        switch outcome {
        case .registered(let device):
            if case .enrolmentKey(let key) = pending.request.way { keys[key]?.uses += 1 }
            remember(device)
            gotIn(device.serial.text)
            settleWaiting(device.serial, for: device)
            announce(device.id)
            logger.info("seat taken", metadata: ["device": "\(device.id)", "seats": "\(seats.display)"])
            if isStillThere { greet(pending, device) }
        case .renewed(let device):
            if let old = devices[device.id] { forget(old) }
            remember(device)
            settleWaiting(device.serial, for: device)
            if pending.displacesAnswering { raise(.displacedByKey, device, pending.arrival) }
            logger.info("device registered again", metadata: ["device": "\(device.id)"])
            if isStillThere { greet(pending, device) } else { putOut(device.id, .unknownToken) }
        case .waiting: preconditionFailure("a board with a key waits for an admin's choice")
        case .refused(.seatLimit(let seats)):
            guard isStillThere else { return }
            let seconds = refusals.seatRetrySeconds(for: pending.arrival.hello.serial, at: surroundings.clock())
            refuse(pending.arrival, .seatLimit(seats, retryAfterSeconds: seconds))
        case .refused(let decision):
            if case .keyOfAnotherUser(let device) = decision { raise(.keyOfAnotherUser, device, pending.arrival) }
            if isStillThere { refuse(pending.arrival, Refusal(decision)) }
        }
    }

    private func greet(_ pending: PendingEnrolment, _ device: Device) {
        let registered = Registered(deviceId: device.id.text, token: Secret(pending.token.text))
        attach(pending.arrival, to: device, greeting: [.control(registered.encode())])
    }

    /// Whether another device may register, suspended ones included; those that wait may turn out to be new.
    var hasRoomForDevice: Bool { devices.count + enrolling.count < CustomerLimits.devices }

    /// The device that this hardware has registered as; nil: none.
    func device(with serial: Serial) -> Device? { deviceBySerial[serial].flatMap { devices[$0] } }

    func remember(_ device: Device) {
        devices[device.id] = device
        deviceByCredential[device.credential] = device.id
        deviceBySerial[device.serial] = device.id
        surroundings.registry.addCredential(device.credential, of: id)
    }

    /// The device has another credential, other hardware, or is gone.
    func forget(_ device: Device) {
        deviceByCredential[device.credential] = nil
        deviceBySerial[device.serial] = nil
        surroundings.registry.removeCredential(device.credential)
    }
}

/// Lets one task at a time through, in the order in which they came: a durable change of a customer's hub is applied
/// to its memory in the order of the commits, although actors are re-entrant at every `await`.
///
/// A value that is confined to an actor.
struct SerialGate {
    /// Tasks that may wait; more get `.unavailable` and try again later.
    static let mostWaiting = 1_000

    private var isTaken = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    var isFree: Bool { !isTaken }
    var isFull: Bool { waiting.count >= Self.mostWaiting }

    /// Takes the gate if it is free.
    mutating func tryEnter() -> Bool {
        guard !isTaken else { return false }
        isTaken = true
        return true
    }

    mutating func wait(_ continuation: CheckedContinuation<Void, Never>) {
        waiting.append(continuation)
    }

    /// Hands the gate to the next in line, or frees it.
    mutating func leave() {
        precondition(isTaken, "left a gate that nobody entered")
        if waiting.isEmpty {
            isTaken = false
        } else {
            waiting.removeFirst().resume()
        }
    }
}
