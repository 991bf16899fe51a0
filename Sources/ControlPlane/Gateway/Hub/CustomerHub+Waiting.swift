import AdminAPI
import BoardProtocol
import BoardServer
import Logging
import Store
import WallboardCore

/// Boards whose pairing was confirmed while no seat was free (protocol, section 6, rule 4). They come in by the one
/// admission function, in the order of their places, as soon as there is a seat; the change that frees it completes
/// only when they are in, so that no later board is served first.
extension CustomerHub {
    /// Boards that are let in by one transaction.
    private static let mostPerCommit = 64

    // MARK: Coming and going

    /// The claimed board waits from now on, and its screen says so.
    func keepWaiting(_ board: WaitingBoard, _ claimed: PairingDesk.Board, carrying token: Credential) {
        if let earlier = waiting.board(board.serial) { surroundings.registry.removeCredential(earlier.credential) }
        waiting.put(board)
        surroundings.registry.addCredential(board.credential, of: id)
        logger.info(
            "board waits for a seat", metadata: ["serial": "\(board.serial)", "seats": "\(seats.display)"])
        let arrival = Arrival(connection: claimed.connection, hello: claimed.hello, address: claimed.address)
        connect(arrival, as: board, carrying: Secret(token.text))
        // In this order: what the router hears of the board from the adoption on finds it here.
        guard surroundings.reception.adopt(claimed, by: self) else {
            _ = waiting.disconnect(claimed.connection)
            return
        }
        tellWaiting()
    }

    /// A board comes back with the token that it was given to wait with.
    func resumeWaiting(_ arrival: Arrival, as board: WaitingBoard, _ credential: Credential) {
        guard board.secretHash.matches(credential.hash) else { return refuse(arrival, .unknownToken) }
        guard board.serial.text == arrival.hello.serial else { return refuse(arrival, .wrongSerial) }
        connect(arrival, as: board, carrying: Secret(credential.text))
        for (guest, notice) in waiting.notices(seats, where: isEntitled) {
            let isNew = guest.arrival.connection == arrival.connection
            post(
                isNew
                    ? .admit(arrival.connection, greeting: [message(guest, notice)], nil, isGuest: true)
                    : .say(guest.arrival.connection, message(guest, notice)),
                to: guest.arrival.connection)
        }
    }

    private func connect(_ arrival: Arrival, as board: WaitingBoard, carrying token: Secret) {
        isWaitingUntold = true
        refusals.gotIn(board.serial.text)
        surroundings.strangers.gotIn(board.serial.text)
        let older = waiting.connect(
            WaitingRoom.Guest(arrival: arrival, token: token, since: surroundings.clock(), notice: nil),
            as: board.serial)
        guard let older else { return }
        let connection = older.arrival.connection
        post(.close(connection, message: nil, .takenOver, revokes: false), to: connection)
    }

    /// Forgets that a board waits, in memory: the store does so by itself.
    func stopWaiting(_ board: WaitingBoard, _ refusal: Refusal) {
        surroundings.registry.removeCredential(board.credential)
        isWaitingUntold = true
        guard let guest = waiting.remove(board.serial) else { return }
        let connection = guest.arrival.connection
        post(.close(connection, message: refusal.message, refusal.close, revokes: false), to: connection)
    }

    /// A device got this serial in another way than through the line: the board no longer waits. A connection on
    /// which it waited meanwhile is an older one.
    func settleWaiting(_ serial: Serial, for device: Device) {
        guard let board = waiting.board(serial) else { return }
        if board.credential != device.credential { surroundings.registry.removeCredential(board.credential) }
        isWaitingUntold = true
        guard let guest = waiting.remove(serial) else { return }
        let connection = guest.arrival.connection
        post(.close(connection, message: nil, .takenOver, revokes: false), to: connection)
    }

    /// An admin removes the board from the line.
    func cancelWaiting(_ serial: Serial) async throws(AdminError) {
        try await changing { () throws(AdminError) in
            guard let board = waiting.board(serial) else { throw .notFound(.waitingBoard) }
            try await surroundings.calling(missing: .customer) { store throws(StoreError) in
                try await store.deleteWaitingBoards([serial], of: id)
            }
            stopWaiting(board, .noLongerWaiting)
        }
    }

    // MARK: After every change

    /// Lets in every board that there is a seat for, and sends the others their places. Call at the end of each
    /// change, before another one may begin.
    func serveWaiting() async {
        guard !isClosed, isWaitingUntold || !waiting.isEmpty else { return }
        await forgetExpired()
        await letWaitingIn()
        tellWaiting()
        guard isWaitingUntold else { return }
        isWaitingUntold = false
        if surroundings.feed.isWatched { surroundings.feed.publish(.waiting(allWaiting(), of: id), of: id) }
    }

    private func forgetExpired() async {
        let expired = waiting.expired(at: surroundings.retentionClock.now)
        guard !expired.isEmpty else { return }
        do throws(StoreError) {
            try await surroundings.store.deleteWaitingBoards(expired.map(\.serial), of: id)
        } catch {
            return logger.error("boards waited for too long and cannot be removed", metadata: ["reason": "\(error)"])
        }
        for board in expired { stopWaiting(board, .noLongerWaiting) }
    }

    private func letWaitingIn() async {
        while true {
            let next = waiting.next(
                atMost: min(seats.free ?? Self.mostPerCommit, Self.mostPerCommit), where: isEntitled)
            guard !next.isEmpty else { return }
            let requests = next.map { board in
                EnrolmentRequest(
                    way: .waiting(id), serial: board.serial, model: board.model, newDevice: .make(),
                    newCredential: board.credential, newSecretHash: board.secretHash)
            }
            do throws(StoreError) {
                let outcomes = try await surroundings.store.enrol(requests, at: surroundings.clock())
                var isAnybodyIn = false
                for (board, outcome) in zip(next, outcomes) {
                    switch outcome {
                    case .registered(let device), .renewed(let device):
                        comeIn(board, as: device)
                        isAnybodyIn = true
                    case .waiting, .refused:
                        logger.error(
                            "a waiting board does not get its seat",
                            metadata: ["serial": "\(board.serial)", "outcome": "\(outcome)"])
                    }
                }
                guard isAnybodyIn else { return }
            } catch {
                // The next second's work tries again.
                return logger.error("waiting boards cannot be let in", metadata: ["reason": "\(error)"])
            }
        }
    }

    /// The board has its seat: it comes in if it is connected, otherwise when it is back.
    func comeIn(_ board: WaitingBoard, as device: Device) {
        if let old = devices[device.id] { forget(old) }
        remember(device)
        gotIn(device.serial.text)
        surroundings.metrics.paired(.paired)
        isWaitingUntold = true
        logger.info(
            "board that waited has its seat", metadata: ["device": "\(device.id)", "seats": "\(seats.display)"])
        let guest = waiting.remove(board.serial)
        guard let guest else { return announce(device.id) }
        let registered = Registered(deviceId: device.id.text, token: guest.token)
        attach(guest.arrival, to: device, greeting: [.control(registered.encode())], isPaired: true)
    }

    private func tellWaiting() {
        for (guest, notice) in waiting.notices(seats, where: isEntitled) {
            post(.say(guest.arrival.connection, message(guest, notice)), to: guest.arrival.connection)
        }
    }

    private func message(_ guest: WaitingRoom.Guest, _ notice: WaitingRoom.Notice) -> SharedFrame {
        .control(
            Waiting(
                detail: notice.detail,
                seats: Refused.Seats(configured: notice.seats.configured, max: notice.seats.maximum.number),
                token: guest.token
            ).encode())
    }

    private func isEntitled(_ user: UserID) -> Bool {
        users[user]?.supervisor.boardLicence != nil
    }

    // MARK: What admins see

    func allWaiting() -> [WaitingScreen] {
        guard !waiting.isEmpty else { return [] }
        let away = awayDevices
        return waiting.line.enumerated().map { index, board in screen(of: board, place: index + 1, among: away) }
    }

    /// The waiting board with this serial, as admins see it; nil if there is none.
    func waitingScreen(_ serial: Serial) -> WaitingScreen? {
        waiting.line.firstIndex { $0.serial == serial }.map {
            screen(of: waiting.line[$0], place: $0 + 1, among: awayDevices)
        }
    }

    private func screen(of board: WaitingBoard, place: Int, among away: AwayDevices) -> WaitingScreen {
        let guest = waiting.guests[board.serial]
        return WaitingScreen(
            board: board, place: place, isEntitled: isEntitled(board.choice.user),
            connection: guest.map {
                BoardConnection(
                    since: $0.since, address: $0.arrival.address, appVersion: $0.arrival.hello.appVersion)
            },
            candidates: guest.map { candidates(for: $0.arrival.hello, at: $0.arrival.address, among: away) } ?? [])
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
