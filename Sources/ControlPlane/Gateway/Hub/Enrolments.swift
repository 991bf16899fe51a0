import AdminAPI
import BoardProtocol
import BoardServer
import Logging
import Store
import WallboardCore

/// Rule 1 of the seats: the one way in for a device that has none. All that wait share one transaction, in which each
/// is decided on the state that the previous ones left.
enum Enrolments {
    static func enrol(
        _ arrival: Arrival, key text: String, knowing inPlace: BoardInPlace?, in hub: isolated CustomerHub
    ) {
        guard let key = Credential(text, kind: .enrolmentKey).flatMap(hub.registrations.key),
            let serial = Serial(arrival.hello.serial)
        else { return hub.refuse(arrival, .badEnrolmentKey) }
        guard hub.registrations.mayRegister(serial, besides: hub.enrolments.count) else {
            return hub.refuse(arrival, for: hub.registrations.seats)
        }
        var displacesAnswering = false
        // The board of another user's device is in no danger: it need not be pinged.
        if let device = hub.registrations.devices.device(with: serial), device.user == key.user {
            switch hub.takeOver(device, by: arrival, knowing: inPlace) {
            case .pending, .cloned: return
            case .free: break
            case .displaced(let answers): displacesAnswering = answers
            }
        }
        let token = Credential.make(.deviceToken)
        let request = EnrolmentRequest(
            way: .enrolmentKey(key.id), serial: serial, model: arrival.hello.model, newDevice: .make(),
            newCredential: token.id, newSecretHash: token.hash)
        let pending = PendingEnrolment(
            arrival: arrival, request: request, token: token, displacesAnswering: displacesAnswering)
        if hub.enrolments.add(pending) { Task { await decide(in: hub) } }
    }

    private static func decide(in hub: isolated CustomerHub) async {
        while hub.enrolments.hasNext() {
            do throws(AdminError) {
                try await hub.enterGate()
            } catch {
                // The gate is at its bound: waiting boards are refused, and come back.
                for pending in hub.enrolments.takeNext() { turnAway(pending, in: hub) }
                continue
            }
            let batch = hub.enrolments.takeNext()
            do throws(StoreError) {
                let outcomes = try await hub.context.store.enrol(batch.map(\.request), at: hub.context.clock())
                for (pending, outcome) in zip(batch, outcomes) { apply(outcome, to: pending, in: hub) }
            } catch {
                hub.logger.error("boards could not be registered", metadata: ["reason": "\(error)"])
                for pending in batch { turnAway(pending, in: hub) }
            }
            hub.leaveGate()
        }
    }

    private static func turnAway(_ pending: PendingEnrolment, in hub: isolated CustomerHub) {
        if hub.enrolments.decide(pending) { hub.refuse(pending.arrival, .overloaded) }
    }

    private static func apply(
        _ outcome: EnrolmentOutcome, to pending: PendingEnrolment, in hub: isolated CustomerHub
    ) {
        // Gone meanwhile: the seat is taken all the same, and the board comes back to it with the same key.
        let isStillThere = hub.enrolments.decide(pending)
        let arrival = pending.arrival
        switch outcome {
        case .registered(let device):
            if case .enrolmentKey(let key) = pending.request.way { hub.applyUse(of: key) }
            hub.apply(device)
            hub.gotIn(device.serial.text)
            WaitingLine.settle(device.serial, for: device, in: hub)
            hub.announce(device.id)
            hub.logger.info(
                "seat taken", metadata: ["device": "\(device.id)", "seats": "\(hub.registrations.seats.display)"])
            if isStillThere { greet(pending, device, in: hub) }
        case .renewed(let device):
            hub.apply(device)
            WaitingLine.settle(device.serial, for: device, in: hub)
            if pending.displacesAnswering { hub.raise(.displacedByKey, device, arrival) }
            hub.logger.info("device registered again", metadata: ["device": "\(device.id)"])
            if isStillThere { greet(pending, device, in: hub) } else { hub.disconnect(device.id, .unknownToken) }
        case .waiting: preconditionFailure("a board with a key waits for an admin's choice")
        case .refused(.seatLimit(let seats)):
            if isStillThere { hub.refuse(arrival, for: seats) }
        case .refused(let decision):
            if case .keyOfAnotherUser(let device) = decision { hub.raise(.keyOfAnotherUser, device, arrival) }
            if isStillThere { hub.refuse(arrival, Refusal(decision)) }
        }
    }

    private static func greet(_ pending: PendingEnrolment, _ device: Device, in hub: isolated CustomerHub) {
        hub.attach(pending.arrival, to: device, carrying: Secret(pending.token.text), isPaired: false)
    }
}
