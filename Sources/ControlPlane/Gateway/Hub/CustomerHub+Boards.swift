import AdminAPI
import BoardProtocol
import BoardServer
import Logging
import Values
import WallboardCore

/// Boards that come, go, and change what they may see.
extension CustomerHub {
    // MARK: From the loops

    /// Handles what is in the inbox until it is empty. At most one task does so at a time.
    func takeInbox() async {
        while let events = inbox.next() {
            for event in events { handle(event) }
            await Task.yield()
        }
    }

    private func handle(_ event: HubInbox.Event) {
        switch event {
        case .hello(let connection, let hello, let address): boardSaidHello(connection, hello, address: address)
        case .status(let connection, let status):
            if let device = boards.note(status, of: connection, at: context.clock()) { announce(device) }
        case .answered(let connection):
            if let device = boards.device(of: connection) { endProbe(of: device, answers: true) }
        case .closed(let connection, let close): boardClosed(connection, close)
        case .snapshotWanted(let topic, let loop): snapshotWanted(topic, loop: loop)
        }
    }

    func boardSaidHello(_ connection: ConnectionID, _ hello: Hello, address: String) {
        receive(Arrival(connection: connection, hello: hello, address: address), knowing: nil)
    }

    /// Decides on a board that said `hello`, after the board in place may have been pinged.
    private func receive(_ arrival: Arrival, knowing inPlace: BoardInPlace?) {
        guard !isClosed else { return refuse(arrival, .customerClosed) }
        switch arrival.hello.credentials {
        case .token(let secret): admit(arrival, token: secret.revealed, knowing: inPlace)
        case .enrolmentKey(let secret):
            Enrolments.enrol(arrival, key: secret.revealed, knowing: inPlace, in: self)
        case .none: preconditionFailure("a board without credentials came to a hub")
        }
    }

    func boardClosed(_ connection: ConnectionID, _ close: BoardClose) {
        enrolments.leave(connection)
        takeovers.leave(connection)
        waiting.disconnect(connection)
        guard let (device, board) = boards.disconnect(connection, at: context.clock()) else { return }
        publisher.unsubscribe(loop: connection.loop, from: board.entitlement)
        announce(device)
        endProbe(of: device, answers: false)
    }

    // MARK: Rules 2 and 6: a device that has its seat

    private func admit(_ arrival: Arrival, token: String, knowing inPlace: BoardInPlace?) {
        guard let credential = Credential(token, kind: .deviceToken) else { return refuse(arrival, .unknownToken) }
        if let board = waiting.board(carrying: credential.id) {
            return WaitingLine.resume(arrival, as: board, credential, in: self)
        }
        guard let device = registrations.device(carrying: credential) else { return refuse(arrival, .unknownToken) }
        guard device.serial.text == arrival.hello.serial else {
            raise(.wrongSerial, device, arrival)
            return refuse(arrival, .wrongSerial)
        }
        guard !device.suspended else { return refuse(arrival, .suspended) }
        switch takeOver(device, by: arrival, knowing: inPlace) {
        case .pending, .cloned: break
        case .free, .displaced: attach(arrival, to: device, greeting: [])
        }
    }

    /// Decides whether `arrival` may take the place of the board that is in: pings that one, or refuses the newer one,
    /// if so. `inPlace` is what is known of it already.
    func takeOver(_ device: Device, by arrival: Arrival, knowing inPlace: BoardInPlace?) -> Takeovers.Decision {
        let board = boards[device.id]?.connection
        let decision = takeovers.decide(
            device.id, by: arrival, from: board, knowing: inPlace, at: context.clock())
        if decision == .cloned {
            raise(.clonedCredential, device, arrival)
            refuse(arrival, .clonedCredential)
        }
        if case .pending(let probe?) = decision, let board {
            post(.probe(board), to: board)
            Task {
                try? await Task.sleep(for: .milliseconds(TakeoverGuard.answerMillis))
                endProbe(of: device.id, probe, answers: false)
            }
        }
        return decision
    }

    /// Those that wait for the board in place are decided.
    private func endProbe(of device: DeviceID, _ number: Int? = nil, answers: Bool) {
        guard let (inPlace, waiting) = takeovers.endProbe(of: device, number, answers: answers) else { return }
        for arrival in waiting { receive(arrival, knowing: inPlace) }
    }

    /// Lets a board in: an older connection of the device is closed with 4504. A board that `isPaired` is already in
    /// as far as its loop is concerned: it was shown a code.
    func attach(_ arrival: Arrival, to device: Device, greeting: [SharedFrame], isPaired: Bool = false) {
        let connection = arrival.connection
        let (board, older) = boards.connect(
            arrival, as: device.id, showing: registrations.entitlement(of: device), at: context.clock())
        if let older {
            publisher.unsubscribe(loop: older.connection.loop, from: older.entitlement)
            // Nothing here can take anything back from it later: what it has not read is dropped now.
            context.server.replace(older.connection, by: connection, .takenOver)
        }
        gotIn(device.serial.text)
        context.metrics.admitted()
        let messages = greeting + [welcome(device, board)]
        let subscription = subscribe(board)
        post(
            isPaired
                ? .entitle(connection, messages: messages, subscription, revokes: false)
                : .admit(connection, greeting: messages, subscription),
            to: connection)
        announce(device.id)
    }

    /// Lets a board in with a new token.
    func attach(_ arrival: Arrival, to device: Device, carrying token: Secret, isPaired: Bool) {
        let registered = Registered(deviceId: device.id.text, token: token)
        attach(arrival, to: device, greeting: [.control(registered.encode())], isPaired: isPaired)
    }

    /// Lists no longer show the board as refused.
    func gotIn(_ serial: String) {
        refusals.gotIn(serial)
        context.strangers.gotIn(serial)
    }

    // MARK: Disconnecting and refusing

    func refuse(_ arrival: Arrival, _ refusal: Refusal) {
        let now = context.clock()
        let attempt = RefusedAttempt(arrival, refusal, of: id, at: now)
        if refusalLines.take(serial: attempt.serial, reason: attempt.reason, at: now) {
            logger.notice(
                "board refused",
                metadata: ["reason": "\(attempt.reason)", "serial": "\(attempt.serial)", "peer": "\(attempt.address)"])
        }
        context.metrics.refused(refusal.reason)
        refusals.add(attempt)
        context.feed.publish(.refused(attempt), of: id)
        close(arrival.connection, refusal, revokes: false)
    }

    /// Refuses a board for which there is no seat; `seats` are those of the decision.
    func refuse(_ arrival: Arrival, for seats: SeatFigure) {
        let seconds = refusals.seatRetrySeconds(for: arrival.hello.serial, at: context.clock())
        refuse(arrival, .seatLimit(seats, retryAfterSeconds: seconds))
    }

    /// Closes the board of a device, if it is in.
    func disconnect(_ device: DeviceID, _ refusal: Refusal) {
        guard let board = boards.disconnect(device, at: context.clock()) else { return }
        publisher.unsubscribe(loop: board.connection.loop, from: board.entitlement)
        close(board.connection, refusal, revokes: true)
    }

    func close(_ connection: ConnectionID, _ refusal: Refusal, revokes: Bool) {
        post(.close(connection, message: refusal.message, refusal.close, revokes: revokes), to: connection)
    }

    func post(_ command: BoardCommand, to connection: ConnectionID) {
        context.server.post(command, to: connection.loop)
    }

    // MARK: Entitlement

    /// Sends the boards of these devices what they may see now, if that or their names have changed. With
    /// `revokesAll`, everything queued is dropped although the view stays (other masking of numbers).
    func refreshEntitlements(of changed: [Device], revokesAll: Bool = false) {
        for device in changed {
            guard let (before, after) = boards.entitle(device.id, to: registrations.entitlement(of: device)) else {
                continue
            }
            let revokes = revokesAll || after.entitlement.revokesSomething(of: before.entitlement)
            publisher.unsubscribe(loop: before.connection.loop, from: before.entitlement)
            context.metrics.entitlementChanged()
            post(
                .entitle(
                    after.connection, messages: [welcome(device, after)], subscribe(after), revokes: revokes),
                to: after.connection)
        }
    }

    private func welcome(_ device: Device, _ board: ConnectedBoard) -> SharedFrame {
        .control(
            Welcome(
                device, board, registrations, heartbeatSeconds: context.settings.heartbeatSeconds, at: context.clock()
            ).encode())
    }

    // MARK: Credentials in the wrong hands

    /// A credential was used where it should not be.
    func raise(_ kind: DeviceAlarm.Kind, _ device: Device, _ arrival: Arrival) {
        let now = context.clock()
        guard !alarms.hasRaised(kind, of: device.id, serial: arrival.hello.serial, at: now) else { return }
        let alarm = DeviceAlarm(
            at: now, customer: id, device: device.id, kind: kind, serial: arrival.hello.serial,
            address: arrival.address)
        logger.error(
            "alarm: a device's credential was used elsewhere",
            metadata: [
                "kind": "\(kind.rawValue)", "device": "\(device.id)", "serial": "\(alarm.serial)",
                "peer": "\(alarm.address)",
            ])
        context.metrics.alarm(kind)
        alarms.add(alarm)
        context.feed.publish(.alarm(alarm), of: id)
        announce(device.id)
    }

    /// The device has another credential, or is gone: what was tried with the old one says nothing of the next.
    func forgetAbuse(of device: DeviceID) {
        takeovers.forget(device)
        alarms.clear(device)
    }
}
