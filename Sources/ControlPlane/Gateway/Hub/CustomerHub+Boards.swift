import AdminAPI
import BoardProtocol
import BoardServer
import EventLoop
import Logging
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
        case .status(let connection, let status): boardSaidStatus(connection, status)
        case .answered(let connection): boardAnswered(connection)
        case .closed(let connection, let close): boardClosed(connection, close)
        case .snapshotWanted(let topic, let loop): snapshotWanted(topic, loop: loop)
        }
    }

    func boardSaidHello(_ connection: ConnectionID, _ hello: Hello, address: String) {
        receive(Arrival(connection: connection, hello: hello, address: address), knowing: nil)
    }

    /// Decides on a board that said `hello`, after the board in place may have been pinged.
    func receive(_ arrival: Arrival, knowing inPlace: BoardInPlace?) {
        guard !isClosed else { return refuse(arrival, .customerClosed) }
        switch arrival.hello.credentials {
        case .token(let secret): admit(arrival, token: secret.revealed, knowing: inPlace)
        case .enrolmentKey(let secret): enrol(arrival, key: secret.revealed, knowing: inPlace)
        case .none: preconditionFailure("a board without credentials came to a hub")
        }
    }

    private func boardSaidStatus(_ connection: ConnectionID, _ status: BoardStatus) {
        guard let device = deviceByConnection[connection] else { return }
        if let asleep = status.asleep { boards[device]?.status.asleep = asleep }
        if let note = status.note { boards[device]?.status.note = note }
        seen(device)
        announce(device)
    }

    func boardClosed(_ connection: ConnectionID, _ close: BoardClose) {
        enrolling[connection] = nil
        leaveProbe(connection)
        if waiting.disconnect(connection) { isWaitingUntold = true }
        guard let device = deviceByConnection[connection] else { return }
        seen(device)
        if boards[device]?.status.asleep == true { sleepers.insert(device) }
        detach(connection)
        announce(device)
        endProbe(of: device, answers: false)
    }

    // MARK: Rule 2 and 6: a device that has its seat

    private func admit(_ arrival: Arrival, token: String, knowing inPlace: BoardInPlace?) {
        guard let credential = Credential(token, kind: .deviceToken) else { return refuse(arrival, .unknownToken) }
        if let board = waiting.board(carrying: credential.id) { return resumeWaiting(arrival, as: board, credential) }
        guard let id = deviceByCredential[credential.id], let device = devices[id],
            device.secretHash.matches(credential.hash)
        else { return refuse(arrival, .unknownToken) }
        guard device.serial.text == arrival.hello.serial else {
            raise(.wrongSerial, device, arrival)
            return refuse(arrival, .wrongSerial)
        }
        guard !device.suspended else { return refuse(arrival, .suspended) }
        switch takeOver(device, by: arrival, knowing: inPlace) {
        case .pending, .refused: break
        case .free, .displaced: attach(arrival, to: device, greeting: [])
        }
    }

    /// Lets a board in: an older connection of the device is closed with 4504. A board that `isPaired` is already in
    /// as far as its loop is concerned: it was shown a code.
    func attach(_ arrival: Arrival, to device: Device, greeting: [SharedFrame], isPaired: Bool = false) {
        let version = (boards[device.id]?.entitlementVersion ?? 0) + 1
        if let older = boards[device.id] {
            detach(older.connection)
            // Nothing here can take anything back from it later: what it has not read is dropped now.
            surroundings.server.replace(older.connection, by: arrival.connection, .takenOver)
        }
        let entitlement = entitlement(of: device)
        let now = surroundings.clock()
        boards[device.id] = ConnectedBoard(
            connection: arrival.connection, entitlement: entitlement, entitlementVersion: version,
            status: BoardConnection(since: now, address: arrival.address, appVersion: arrival.hello.appVersion))
        deviceByConnection[arrival.connection] = device.id
        sleepers.remove(device.id)
        seen(device.id)
        gotIn(device.serial.text)
        surroundings.metrics.admitted()
        let messages = greeting + [welcome(device, entitlement, version: version)]
        let subscription = subscribe(arrival.connection, to: entitlement)
        post(
            isPaired
                ? .entitle(arrival.connection, messages: messages, subscription, revokes: false)
                : .admit(arrival.connection, greeting: messages, subscription),
            to: arrival.connection)
        announce(device.id)
    }

    private func detach(_ connection: ConnectionID) {
        guard let device = deviceByConnection.removeValue(forKey: connection),
            let board = boards.removeValue(forKey: device)
        else { return }
        unsubscribe(connection, from: board.entitlement)
    }

    /// The device's board was heard, if it is in.
    func seen(_ device: DeviceID) {
        guard let board = boards[device] else { return }
        lastSeen[device] = (at: surroundings.clock(), address: board.status.address)
        unsavedSightings.insert(device)
    }

    /// Lists no longer show the board as refused.
    func gotIn(_ serial: String) {
        refusals.gotIn(serial)
        surroundings.strangers.gotIn(serial)
    }

    // MARK: Disconnecting and refusing

    func refuse(_ arrival: Arrival, _ refusal: Refusal) {
        let hello = arrival.hello
        if refusalLines.take(serial: hello.serial, reason: refusal.reason.rawValue, at: surroundings.clock()) {
            logger.notice(
                "board refused",
                metadata: [
                    "reason": "\(refusal.reason.rawValue)", "serial": "\(hello.serial)", "peer": "\(arrival.address)",
                ])
        }
        surroundings.metrics.refused(refusal.reason)
        let attempt = RefusedAttempt(
            at: surroundings.clock(), customer: id, serial: hello.serial, model: hello.model,
            address: arrival.address, reason: refusal.reason.rawValue, detail: refusal.detail,
            enrolmentKey: hello.enrolmentKey)
        refusals.add(attempt)
        surroundings.feed.publish(.refused(attempt), of: id)
        post(
            .close(arrival.connection, message: refusal.message, refusal.close, revokes: false),
            to: arrival.connection)
    }

    /// Closes the board of a device, if it is in.
    func putOut(_ device: DeviceID, _ refusal: Refusal) {
        if sleepers.remove(device) != nil { unsavedSightings.insert(device) }
        guard let board = boards[device] else { return }
        seen(device)
        detach(board.connection)
        post(
            .close(board.connection, message: refusal.message, refusal.close, revokes: true), to: board.connection)
    }

    // MARK: Entitlement

    /// What the board of a device may show, by the state in memory now.
    func entitlement(of device: Device) -> Entitlement {
        Entitlement(
            device: device, user: device.user.flatMap { users[$0] },
            dashboard: device.dashboard.flatMap { dashboards[$0] })
    }

    /// Sends the boards of these devices what they may see now, if that or their names have changed. With
    /// `revokesAll`, everything queued is dropped although the view stays (other masking of numbers).
    func refreshEntitlements(of changed: [Device], revokesAll: Bool = false) {
        for device in changed {
            guard var board = boards[device.id] else { continue }
            let entitlement = entitlement(of: device)
            let revokes = revokesAll || entitlement.revokesSomething(of: board.entitlement)
            unsubscribe(board.connection, from: board.entitlement)
            board.entitlement = entitlement
            board.entitlementVersion += 1
            boards[device.id] = board
            surroundings.metrics.entitlementChanged()
            post(
                .entitle(
                    board.connection, messages: [welcome(device, entitlement, version: board.entitlementVersion)],
                    subscribe(board.connection, to: entitlement), revokes: revokes),
                to: board.connection)
        }
    }

    /// Returns when every loop has dropped what the previous commands revoked, or has not confirmed it in time: then
    /// `changing` reports that to the author, once everything else that belongs to the change is done.
    func settle() async {
        do throws(BoardServer.Unsettled) {
            try await surroundings.server.settle()
        } catch {
            logger.error("a change is not confirmed on every board", metadata: ["reason": "\(error)"])
            unsettled = error
        }
    }

    private func welcome(_ device: Device, _ entitlement: Entitlement, version: Int) -> SharedFrame {
        .control(
            Welcome(
                deviceId: device.id.text, deviceName: device.name, customerName: customer.name,
                timeZone: customer.timeZone, boardLicence: Welcome.BoardLicence(entitlement.boardLicence),
                view: Welcome.View(entitlement.view), entitlementVersion: version,
                dashboard: Welcome.Dashboard(
                    device.dashboard.flatMap { dashboards[$0] }, of: customer, in: entitlement.view),
                heartbeatSeconds: surroundings.settings.heartbeatSeconds,
                serverTime: surroundings.clock()
            ).encode())
    }

    func post(_ command: BoardCommand, to connection: ConnectionID) {
        surroundings.server.post(command, to: connection.loop)
    }
}

extension Hello {
    /// The key that the board presents, whether there is such a key or not.
    fileprivate var enrolmentKey: CredentialID? {
        guard case .enrolmentKey(let secret) = credentials else { return nil }
        return Credential(secret.revealed, kind: .enrolmentKey)?.id
    }
}

/// A board that said `hello` and waits.
struct Arrival {
    let connection: ConnectionID
    let hello: Hello
    let address: String
}
