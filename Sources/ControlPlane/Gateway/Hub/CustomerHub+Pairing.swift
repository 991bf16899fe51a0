import AdminAPI
import BoardProtocol
import BoardServer
import Logging
import Store
import Values
import WallboardCore

/// Boards that show a code and get their seat from an admin. They come in as those with enrolment keys do: the store
/// decides by the one admission function.
extension CustomerHub {
    /// The device that has this serial already.
    func device(withSerial serial: String) -> Device? {
        Serial(serial).flatMap { device(with: $0) }
    }

    /// Gives the claimed board its seat and starts it; with `waits`, keeps the choice where no seat is free.
    func pair(
        _ board: PairingDesk.Board, _ choice: PairingChoice, waits: Bool
    ) async throws(AdminError) -> PairingResult {
        try await changing { () throws(AdminError) in
            guard users[choice.user] != nil else { throw .notFound(.user) }
            if let dashboard = choice.dashboard, dashboards[dashboard] == nil { throw .notFound(.dashboard) }
            guard let serial = Serial(board.hello.serial) else {
                preconditionFailure("a board said hello with the serial \(board.hello.serial)")
            }
            guard device(with: serial) != nil || hasRoomForDevice else {
                throw .limitReached(.device, CustomerLimits.devices)
            }
            let token = Credential.make(.deviceToken)
            let request = EnrolmentRequest(
                way: .pairing(id, choice, waits: waits), serial: serial, model: board.hello.model,
                newDevice: .make(), newCredential: token.id, newSecretHash: token.hash)
            let now = surroundings.clock()
            let outcomes = try await surroundings.calling(missing: .customer) { store throws(StoreError) in
                try await store.enrol([request], at: now)
            }
            switch outcomes[0] {
            case .registered(let device), .renewed(let device):
                if let old = devices[device.id] { forget(old) }
                remember(device)
                alarms.clear(device.id)
                gotIn(device.serial.text)
                settleWaiting(device.serial, for: device)
                surroundings.metrics.paired(.paired)
                logger.info("board paired", metadata: ["device": "\(device.id)", "seats": "\(seats.display)"])
                start(board, as: device, carrying: token)
                await settle()
                return .paired(status(of: device))
            case .waiting(let waiting, let seats):
                surroundings.metrics.paired(.waiting)
                keepWaiting(waiting, board, carrying: token)
                guard let screen = waitingScreen(waiting.serial) else {
                    preconditionFailure("\(waiting.serial) waits and is not in the line")
                }
                return .waiting(screen, seats)
            case .refused(let decision):
                surroundings.metrics.paired(.refused)
                throw AdminError(decision, of: device(withSerial: serial.text)?.id)
            }
        }
    }

    /// Lets a claimed board in with its new token; one that has gone meanwhile comes back to its seat by another code.
    func start(_ board: PairingDesk.Board, as device: Device, carrying token: Credential) {
        let registered = Registered(deviceId: device.id.text, token: Secret(token.text))
        let arrival = Arrival(connection: board.connection, hello: board.hello, address: board.address)
        attach(arrival, to: device, greeting: [.control(registered.encode())], isPaired: true)
        // In this order: what the router hears of the board from the adoption on finds it attached.
        if !surroundings.reception.adopt(board, by: self) { boardClosed(board.connection, .connectionLost) }
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
