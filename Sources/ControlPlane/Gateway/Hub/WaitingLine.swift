import AdminAPI
import BoardProtocol
import BoardServer
import Logging
import Store
import WallboardCore

/// Boards whose pairing was confirmed while no seat was free (protocol, section 6, rule 4). They come in by the one
/// admission function, in the order of their places, as soon as there is a seat; the change that frees it completes
/// only when they are in, so that no later board is served first.
enum WaitingLine {
    // MARK: Coming and going

    /// The claimed board waits from now on, and its screen says so.
    static func keep(
        _ board: WaitingBoard, _ claimed: PairingDesk.Board, carrying token: Credential, in hub: isolated CustomerHub
    ) {
        if let earlier = hub.waiting.board(board.serial) {
            hub.context.registry.removeCredential(earlier.credential)
        }
        hub.waiting.put(board)
        hub.context.registry.addCredential(board.credential, of: hub.id)
        hub.logger.info(
            "board waits for a seat",
            metadata: ["serial": "\(board.serial)", "seats": "\(hub.registrations.seats.display)"])
        let arrival = Arrival(connection: claimed.connection, hello: claimed.hello, address: claimed.address)
        connect(arrival, as: board, carrying: Secret(token.text), in: hub)
        // In this order: what the router hears of the board from the adoption on finds it here.
        guard hub.context.reception.adopt(claimed, by: hub) else {
            hub.waiting.disconnect(claimed.connection)
            return
        }
        sendPlaces(in: hub)
    }

    /// A board comes back with the token that it was given to wait with.
    static func resume(
        _ arrival: Arrival, as board: WaitingBoard, _ credential: Credential, in hub: isolated CustomerHub
    ) {
        guard board.secretHash.matches(credential.hash) else { return hub.refuse(arrival, .unknownToken) }
        guard board.serial.text == arrival.hello.serial else { return hub.refuse(arrival, .wrongSerial) }
        connect(arrival, as: board, carrying: Secret(credential.text), in: hub)
        sendPlaces(admitting: arrival.connection, in: hub)
    }

    private static func connect(
        _ arrival: Arrival, as board: WaitingBoard, carrying token: Secret, in hub: isolated CustomerHub
    ) {
        hub.gotIn(board.serial.text)
        let guest = WaitingRoom.Guest(arrival: arrival, token: token, since: hub.context.clock(), notice: nil)
        if let older = hub.waiting.connect(guest, as: board.serial) { takeOver(from: older, in: hub) }
    }

    private static func takeOver(from guest: WaitingRoom.Guest, in hub: isolated CustomerHub) {
        let connection = guest.arrival.connection
        hub.post(.close(connection, message: nil, .takenOver, revokes: false), to: connection)
    }

    /// Forgets that a board waits, in memory: the store does so by itself.
    static func stop(_ board: WaitingBoard, _ refusal: Refusal, in hub: isolated CustomerHub) {
        hub.context.registry.removeCredential(board.credential)
        guard let guest = hub.waiting.remove(board.serial) else { return }
        hub.close(guest.arrival.connection, refusal, revokes: false)
    }

    /// A device got this serial in another way than through the line: the board no longer waits. A connection on
    /// which it waited meanwhile is an older one.
    static func settle(_ serial: Serial, for device: Device, in hub: isolated CustomerHub) {
        guard let board = hub.waiting.board(serial) else { return }
        if board.credential != device.credential { hub.context.registry.removeCredential(board.credential) }
        if let guest = hub.waiting.remove(serial) { takeOver(from: guest, in: hub) }
    }

    // MARK: After every change

    /// Lets in every board that there is a seat for, and sends the others their places. Call at the end of each
    /// change, before another one may begin.
    static func serve(in hub: isolated CustomerHub) async {
        guard !hub.isClosed, hub.waiting.isUntold || !hub.waiting.isEmpty else { return }
        await forgetExpired(in: hub)
        await letIn(in: hub)
        sendPlaces(in: hub)
        guard hub.waiting.takeUntold(), hub.context.feed.isWatched else { return }
        hub.context.feed.publish(.waiting(hub.allWaiting(), of: hub.id), of: hub.id)
    }

    private static func forgetExpired(in hub: isolated CustomerHub) async {
        let expired = hub.waiting.expired(at: hub.context.retentionClock.now)
        guard !expired.isEmpty else { return }
        do throws(StoreError) {
            try await hub.context.store.deleteWaitingBoards(expired.map(\.serial), of: hub.id)
        } catch {
            return hub.logger.error(
                "boards waited for too long and cannot be removed", metadata: ["reason": "\(error)"])
        }
        for board in expired { stop(board, .noLongerWaiting, in: hub) }
    }

    private static func letIn(in hub: isolated CustomerHub) async {
        while true {
            let next = hub.waiting.next(
                atMost: min(
                    hub.registrations.seats.free ?? GatewayLimits.Boards.maxLetInPerCommit,
                    GatewayLimits.Boards.maxLetInPerCommit),
                where: hub.registrations.isEntitled)
            guard !next.isEmpty else { return }
            let requests = next.map { board in
                EnrolmentRequest(
                    way: .waiting(hub.id), serial: board.serial, model: board.model, newDevice: .make(),
                    newCredential: board.credential, newSecretHash: board.secretHash)
            }
            do throws(StoreError) {
                let outcomes = try await hub.context.store.enrol(requests, at: hub.context.clock())
                var isAnybodyIn = false
                for (board, outcome) in zip(next, outcomes) {
                    switch outcome {
                    case .registered(let device), .renewed(let device):
                        comeIn(board, as: device, in: hub)
                        isAnybodyIn = true
                    case .waiting, .refused:
                        hub.logger.error(
                            "a waiting board does not get its seat",
                            metadata: ["serial": "\(board.serial)", "outcome": "\(outcome)"])
                    }
                }
                guard isAnybodyIn else { return }
            } catch {
                // The next second's work tries again.
                return hub.logger.error("waiting boards cannot be let in", metadata: ["reason": "\(error)"])
            }
        }
    }

    /// The board has its seat: it comes in if it is connected, otherwise when it is back.
    static func comeIn(_ board: WaitingBoard, as device: Device, in hub: isolated CustomerHub) {
        hub.apply(device)
        hub.gotIn(device.serial.text)
        hub.context.metrics.paired(.paired)
        hub.logger.info(
            "board that waited has its seat",
            metadata: ["device": "\(device.id)", "seats": "\(hub.registrations.seats.display)"])
        guard let guest = hub.waiting.remove(board.serial) else { return hub.announce(device.id) }
        hub.attach(guest.arrival, to: device, carrying: guest.token, isPaired: true)
    }

    /// Sends connected boards what is new for them; the one that is new itself is let in with it.
    private static func sendPlaces(admitting new: ConnectionID? = nil, in hub: isolated CustomerHub) {
        for (guest, notice) in hub.waiting.notices(hub.registrations.seats, where: hub.registrations.isEntitled) {
            let connection = guest.arrival.connection
            let message = SharedFrame.control(Waiting(notice, carrying: guest.token).encode())
            hub.post(
                connection == new
                    ? .admit(connection, greeting: [message], nil, isGuest: true) : .say(connection, message),
                to: connection)
        }
    }
}

extension Waiting {
    /// What the screen of a board that waits shows.
    fileprivate init(_ notice: WaitingRoom.Notice, carrying token: Secret) {
        self.init(
            detail: notice.detail,
            seats: Refused.Seats(configured: notice.seats.configured, max: notice.seats.maximum.number),
            token: token)
    }
}

extension WaitingRoom.Notice {
    /// The sentence for the screen.
    fileprivate var detail: String {
        guard isEntitled else {
            return "Waiting: the licence of this screen's user gives no view. Ask your administrator."
        }
        let maximum = seats.maximum.number.map(String.init) ?? "unlimited"
        return "Waiting for a licence: \(seats.configured) of \(maximum) in use."
    }
}
