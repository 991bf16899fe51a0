import AdminAPI
import BoardProtocol
import BoardServer
import Logging
import Store
import WallboardCore

/// Boards that show a code and get their seat from an admin. They come in as those with enrolment keys do: the store
/// decides by the one admission function.
enum Pairings {
    /// Gives the claimed board its seat and starts it; with `waits`, keeps the choice where no seat is free.
    static func pair(
        _ board: PairingDesk.Board, _ serial: Serial, _ choice: PairingChoice, waits: Bool,
        in hub: isolated CustomerHub
    ) async throws(AdminError) -> PairingResult {
        try await hub.changing { () throws(AdminError) in
            _ = try hub.registrations.user(choice.user)
            if let dashboard = choice.dashboard { _ = try hub.registrations.dashboard(dashboard) }
            guard hub.registrations.mayRegister(serial, besides: hub.enrolments.count) else {
                throw .limitReached(.device, CustomerLimits.devices)
            }
            let token = Credential.make(.deviceToken)
            let request = EnrolmentRequest(
                way: .pairing(hub.id, choice, waits: waits), serial: serial, model: board.hello.model,
                newDevice: .make(), newCredential: token.id, newSecretHash: token.hash)
            let now = hub.context.clock()
            let outcomes = try await hub.context.calling(missing: .customer) { store throws(StoreError) in
                try await store.enrol([request], at: now)
            }
            switch outcomes[0] {
            case .registered(let device), .renewed(let device):
                hub.apply(device)
                hub.alarms.clear(device.id)
                hub.gotIn(device.serial.text)
                WaitingLine.settle(device.serial, for: device, in: hub)
                hub.context.metrics.paired(.paired)
                hub.logger.info(
                    "board paired",
                    metadata: ["device": "\(device.id)", "seats": "\(hub.registrations.seats.display)"])
                start(board, as: device, carrying: token, in: hub)
                await hub.settle()
                return .paired(hub.status(of: device))
            case .waiting(let waiting, let seats):
                hub.context.metrics.paired(.waiting)
                WaitingLine.keep(waiting, board, carrying: token, in: hub)
                guard let screen = hub.allWaiting(serial: waiting.serial).first else {
                    preconditionFailure("\(waiting.serial) waits and is not in the line")
                }
                return .waiting(screen, seats)
            case .refused(let decision):
                hub.context.metrics.paired(.refused)
                throw AdminError(decision, of: hub.registrations.devices.device(with: serial)?.id)
            }
        }
    }

    /// Lets a claimed board in with its new token; one that has gone meanwhile comes back to its seat by another code.
    static func start(
        _ board: PairingDesk.Board, as device: Device, carrying token: Credential, in hub: isolated CustomerHub
    ) {
        let arrival = Arrival(connection: board.connection, hello: board.hello, address: board.address)
        hub.attach(arrival, to: device, carrying: Secret(token.text), isPaired: true)
        // In this order: what the router hears of the board from the adoption on finds it attached.
        if !hub.context.reception.adopt(board, by: hub) { hub.boardClosed(board.connection, .connectionLost) }
    }

    /// An admin removes a board from the line of those that wait for a seat.
    static func cancelWaiting(_ serial: Serial, in hub: isolated CustomerHub) async throws(AdminError) {
        try await hub.changing { () throws(AdminError) in
            guard let board = hub.waiting.board(serial) else { throw .notFound(.waitingBoard) }
            let id = hub.id
            try await hub.context.calling(missing: .customer) { store throws(StoreError) in
                try await store.deleteWaitingBoards([serial], of: id)
            }
            WaitingLine.stop(board, .noLongerWaiting, in: hub)
        }
    }
}

extension AdminError {
    /// Why a device that is paired gets no seat.
    fileprivate init(_ decision: AdmissionDecision, of device: DeviceID?) {
        switch decision {
        case .seatLimit(let seats): self = .seatLimit(seats)
        case .suspended:
            guard let device else { preconditionFailure("a device that is not there is suspended") }
            self = .suspendedDevice(device)
        case .notEntitled: self = .notEntitled
        case .keyNotValid, .keyOfAnotherUser, .register, .renew, .resume:
            preconditionFailure("\(decision) answers a pairing")
        }
    }
}
