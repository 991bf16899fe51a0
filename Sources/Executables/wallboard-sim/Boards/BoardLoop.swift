import BoardClient
import BoardProtocol
import EventLoop
import Values
import WebSocketWire

/// Some of the simulated boards, on one thread: a poller, a timer for each board, and no task or thread of its own for
/// any of them.
final class BoardLoop {
    private let target: FleetTarget
    private let limits: FleetLimits
    private let interruption: Interruption
    private let bulletin: FleetBulletin
    private let index: Int

    private let boards: [SimulatedBoard]
    private var poller: Poller
    private var wheel: TimerWheel
    private let buffer: ReadBuffer
    private var cache: MessageCache
    private var samples: ViewSamples
    private var random = SystemRandomNumberGenerator()
    private var status: FleetStatus
    private var isStopping = false

    /// `index` says which of the fleet's loops it is, from 0. Throws if the poller cannot get its descriptors.
    init(
        _ specs: [BoardSpec], target: FleetTarget, limits: FleetLimits, interruption: Interruption,
        bulletin: FleetBulletin, index: Int
    ) throws(Errno) {
        self.target = target
        self.limits = limits
        self.interruption = interruption
        self.bulletin = bulletin
        self.index = index
        boards = specs.map(SimulatedBoard.init)
        poller = try Poller(maxEvents: limits.readyAtOnce)
        wheel = TimerWheel(capacity: max(1, specs.count), now: Clock.monotonicMilliseconds())
        buffer = ReadBuffer(capacity: limits.readBufferBytes)
        cache = MessageCache(limits: limits)
        samples = ViewSamples()
        status = FleetStatus(limits: limits)
    }

    /// Returns when the interruption was requested and all boards have said goodbye.
    func run() {
        let start = Clock.monotonicMilliseconds()
        for (slot, board) in boards.enumerated() {
            wheel.schedule(UInt32(slot), at: start + board.spec.startMillis)
        }
        var nextStatus = start
        while !isStopping || boards.contains(where: { $0.connection != nil }) {
            let count = poller.wait(timeoutMilliseconds: Int32(limits.tickMillis))
            for index in 0..<count {
                let ready = poller[index]
                let board = boards[Int(ready.token.slot)]
                if board.generation == ready.token.generation { work(Int(ready.token.slot), board) }
            }
            let now = Clock.monotonicMilliseconds()
            while let slot = wheel.popExpired(at: now) { timeIsUp(Int(slot), now) }
            if interruption.isRequested && !isStopping { stop(now) }
            if now >= nextStatus {
                publish()
                nextStatus = now + limits.statusMillis
            }
        }
        publish()
    }

    // MARK: Connections

    private func connect(_ slot: Int, _ board: SimulatedBoard, _ now: Int64) {
        board.generation &+= 1
        board.dialogue = BoardDialogue()
        board.closeCode = nil
        board.liveSince = nil
        board.phase = .connecting
        do throws(Errno) {
            let connection = try ClientConnection(
                to: target.url, target.tls, offersDeflate: target.offersDeflate,
                maxMessageBytes: limits.maxMessageBytes)
            board.connection = connection
            try connection.join(poller, as: token(slot, board))
            wheel.schedule(UInt32(slot), at: now + limits.welcomeMillis)
        } catch {
            finish(slot, board, "no connection: \(error)")
        }
    }

    private func token(_ slot: Int, _ board: SimulatedBoard) -> PollToken {
        PollToken(slot: UInt32(slot), generation: board.generation)
    }

    private func work(_ slot: Int, _ board: SimulatedBoard) {
        guard let connection = board.connection else { return }
        connection.work(buffer) { handle($0, slot, board) }
        connection.update(poller, as: token(slot, board))
    }

    /// Says something at once. Reads nothing meanwhile: the buffer may be in use for another board.
    private func send(_ message: BoardMessage, _ slot: Int, _ board: SimulatedBoard) {
        guard let connection = board.connection else { return }
        connection.send(message.encode())
        connection.flush { handle($0, slot, board) }
        connection.update(poller, as: token(slot, board))
    }

    private func timeIsUp(_ slot: Int, _ now: Int64) {
        let board = boards[slot]
        switch board.phase {
        case .waiting: connect(slot, board, now)
        case .connecting: finish(slot, board, "no welcome in time")
        case .pairing: finish(slot, board, "no news of an expired code")
        case .closing: finish(slot, board, nil)
        case .waitingForSeat:
            let deadline = board.lastHeard + limits.waitingSilenceMillis
            if deadline <= now {
                finish(slot, board, "the gateway fell silent")
            } else {
                wheel.schedule(UInt32(slot), at: deadline)
            }
        case .live:
            let deadline = board.lastHeard + limits.silentHeartbeats * board.dialogue.heartbeatMillis
            if deadline <= now {
                finish(slot, board, "the gateway fell silent")
            } else {
                wheel.schedule(UInt32(slot), at: deadline)
            }
        case .stopped: break
        }
    }

    /// Drops the connection and decides when to come back.
    private func finish(_ slot: Int, _ board: SimulatedBoard, _ loss: String?) {
        let now = Clock.monotonicMilliseconds()
        leaveView(slot, board)
        board.userCode = nil
        board.waiting = nil
        board.connection = nil
        board.generation &+= 1
        if let loss, status.losses[loss] != nil || status.losses.count < limits.namedLosses {
            status.losses[loss, default: 0] += 1
        }
        let code = board.closeCode ?? BoardClose.connectionLost.code
        if board.closeCode != nil || board.liveSince != nil { status.closes[code, default: 0] += 1 }
        let comesBack = !isStopping && BoardClose.comesBack(after: code)
        var wait: Int64?
        if comesBack {
            let connected = board.liveSince.map { now - $0 } ?? 0
            wait = board.backOff.nextWait(
                connectedMillis: connected, hintMillis: board.dialogue.retryMillis, using: &random)
        }
        board.refusal = board.dialogue.refusal.map { refused in
            (refused, wait.map { Clock.wallMilliseconds() + $0 })
        }
        board.phase = comesBack ? .waiting : .stopped
        if let wait { wheel.schedule(UInt32(slot), at: now + wait) } else { wheel.cancel(UInt32(slot)) }
    }

    private func stop(_ now: Int64) {
        isStopping = true
        for (slot, board) in boards.enumerated() {
            guard let connection = board.connection, connection.isOpen else {
                finishUnopened(slot, board)
                continue
            }
            connection.close(.normal)
            board.closeCode = CloseCode.normal.rawValue
            board.phase = .closing
            wheel.schedule(UInt32(slot), at: now + limits.closingMillis)
            work(slot, board)
        }
    }

    private func finishUnopened(_ slot: Int, _ board: SimulatedBoard) {
        board.connection = nil
        board.generation &+= 1
        board.phase = .stopped
        wheel.cancel(UInt32(slot))
    }

    // MARK: Messages

    private func handle(_ event: ClientConnection.Event, _ slot: Int, _ board: SimulatedBoard) {
        switch event {
        case .opened:
            let hello = Hello(
                serial: board.spec.serial, model: "simulator", appVersion: "1", credentials: board.spec.credentials)
            board.connection?.send(hello.encode())
        case .message(let message):
            board.lastHeard = Clock.monotonicMilliseconds()
            status.messages += 1
            status.bytes += message.payload.count
            guard let reading = cache.read(message) else {
                status.unreadable += 1
                return
            }
            guard let known = reading.message else { return }
            react(to: board.dialogue.receive(known), slot, board)
            if let event = reading.eventAt { status.eventDelays.add(Clock.wallMilliseconds() - event.milliseconds) }
        case .closed(let code, _):
            board.closeCode = board.closeCode ?? code?.rawValue
            if board.phase != .closing {
                board.phase = .closing
                wheel.schedule(UInt32(slot), at: board.lastHeard + limits.closingMillis)
            }
        case .ended(let loss):
            finish(slot, board, board.closeCode == nil ? loss ?? "closed without a code" : nil)
        }
    }

    private func react(to reaction: BoardDialogue.Reaction, _ slot: Int, _ board: SimulatedBoard) {
        switch reaction {
        case .nothing: break
        case .showCode(let pairing): show(pairing, slot, board)
        case .wait(let waiting):
            keep(waiting.token, board)
            wait(waiting, slot, board)
        case .keep(let token):
            keep(token, board)
            status.registrations += 1
        case .change(let view):
            leaveView(slot, board)
            enter(view, slot, board)
        case .show(let snapshot):
            guard let view = board.dialogue.view else { return }
            status[view].snapshots += 1
            samples.show(snapshot, in: view, by: slot)
        case .apply(let update):
            guard let view = board.dialogue.view else { return }
            status[view].updates += 1
            status[view].delays.add(Clock.wallMilliseconds() - update.asOf.milliseconds)
            samples.apply(update, in: view, by: slot)
        case .resync:
            status.gaps += 1
            board.connection?.send(BoardMessage.resync.encode())
        }
    }

    private func keep(_ token: Secret, _ board: SimulatedBoard) {
        board.spec.token = token
        bulletin.keep(token, of: board.spec.serial)
    }

    /// Until it has its seat, or the gateway falls silent.
    private func wait(_ waiting: Waiting, _ slot: Int, _ board: SimulatedBoard) {
        board.phase = .waitingForSeat
        board.liveSince = board.liveSince ?? board.lastHeard
        board.userCode = nil
        board.refusal = nil
        board.waiting = waiting
        wheel.schedule(UInt32(slot), at: board.lastHeard + limits.waitingSilenceMillis)
    }

    /// Until it is registered, or has had no other code by the end of this one.
    private func show(_ pairing: Pairing, _ slot: Int, _ board: SimulatedBoard) {
        board.phase = .pairing
        board.liveSince = board.liveSince ?? board.lastHeard
        board.userCode = pairing.userCode
        bulletin.show(pairing.userCode, on: board.spec.serial)
        let lifetime = BoardDialogue.milliseconds(pairing.expiresInSeconds)
        wheel.schedule(UInt32(slot), at: board.lastHeard + lifetime + limits.welcomeMillis)
    }

    private func enter(_ view: Welcome.View, _ slot: Int, _ board: SimulatedBoard) {
        if board.phase != .live {
            board.liveSince = board.liveSince ?? board.lastHeard
            wheel.schedule(
                UInt32(slot), at: board.lastHeard + limits.silentHeartbeats * board.dialogue.heartbeatMillis)
        }
        board.phase = .live
        board.userCode = nil
        board.waiting = nil
        board.refusal = nil
        board.shown = view
        status[view].boards += 1
    }

    /// Another board of the view becomes the sample from now on, if this one was.
    private func leaveView(_ slot: Int, _ board: SimulatedBoard) {
        guard let view = board.shown else { return }
        board.shown = nil
        status[view].boards -= 1
        guard samples.drop(slot, from: view) else { return }
        guard let successor = boards.firstIndex(where: { $0.shown == view }) else { return }
        send(.resync, successor, boards[successor])
    }

    // MARK: Status

    private func publish() {
        status.waiting = 0
        status.connecting = 0
        status.pairing = 0
        status.waitingForSeat = 0
        status.seatWaits = []
        status.live = 0
        status.stopped = 0
        status.codes = []
        status.refusals = []
        for board in boards {
            switch board.phase {
            case .waiting, .closing: status.waiting += 1
            case .connecting: status.connecting += 1
            case .pairing: status.pairing += 1
            case .waitingForSeat: status.waitingForSeat += 1
            case .live: status.live += 1
            case .stopped: status.stopped += 1
            }
            if let code = board.userCode, status.codes.count < limits.namedCodes {
                status.codes.append(FleetStatus.Code(serial: board.spec.serial, userCode: code))
            }
            if let waiting = board.waiting, status.seatWaits.count < limits.namedRefusals {
                status.seatWaits.append(FleetStatus.SeatWait(serial: board.spec.serial, waiting: waiting))
            }
            if let refusal = board.refusal, status.refusals.count < limits.namedRefusals {
                status.refusals.append(
                    FleetStatus.Refusal(
                        serial: board.spec.serial, refused: refusal.refused, nextTry: refusal.nextTry))
            }
        }
        for view in Welcome.View.allCases { status[view].state = samples[view] }
        bulletin.publish(status, of: index)
        for view in Welcome.View.allCases {
            status[view].delays = DelayHistogram(longest: limits.longestDelayMillis)
        }
    }
}
