import BoardClient
import BoardProtocol
import EventLoop
import WebSocketWire

/// Many connections on one thread: a poller and no timer. Confined to the thread that made it.
final class Crowd {
    /// What a board keeps from one connection to the next.
    private struct Memory {
        var ticket: TLSTicket?
        var token: Secret?
    }

    /// The longest that connecting may take in total, in milliseconds.
    private static let patienceMillis: Int64 = 120_000

    /// How often a connection is tried.
    private static let maxTries = 5

    /// Boards that come from one address: a large contact centre.
    private static let boardsPerSite = 100

    private let target: Target
    private let name: String
    private var connections: [ClientConnection?]
    private var isOpen: [Bool]
    private var memories: [Memory]
    private var generation: UInt32 = 0
    private var poller: Poller
    private let transport = TLSTransport()
    private let buffer = ReadBuffer(capacity: 65_536)
    private var readings = MessageReading()

    /// Who connects next, in reverse order.
    private var waiting: [Int] = []
    private var tries: [Int] = []
    private var underWay = 0
    private(set) var open = 0
    private(set) var resumed = 0
    /// Why connections failed or ended.
    private(set) var losses: [String: Int] = [:]
    /// What the connections received.
    private(set) var deliveries: Deliveries

    /// `count` is how many connections it has when it is complete, and `name` what the serial numbers of a gateway's
    /// boards begin with. Throws if the poller cannot get its descriptor.
    init(_ target: Target, count: Int, name: String) throws(Errno) {
        self.target = target
        self.name = name
        connections = Array(repeating: nil, count: count)
        isOpen = Array(repeating: false, count: count)
        memories = Array(repeating: Memory(), count: count)
        poller = try Poller(maxEvents: 1_024)
        deliveries = Deliveries()
    }

    var count: Int { connections.count }

    /// Connects all, at most `concurrency` at a time, and returns when each is open or lost: upgraded, and let in if
    /// the server is a gateway. One that is refused tries again, a few times; each of its losses is counted.
    ///
    /// If it is `resuming`, they come back with the tickets that `keepTickets` kept.
    func connect(concurrency: Int, resuming: Bool = false) {
        waiting = (0..<count).reversed()
        tries = Array(repeating: 0, count: count)
        resumed = 0
        let deadline = Clock.monotonicMilliseconds() + Self.patienceMillis
        while !waiting.isEmpty || underWay > 0 {
            while underWay < concurrency, let slot = waiting.popLast() { begin(slot, resuming: resuming) }
            step(until: deadline)
            guard Clock.monotonicMilliseconds() >= deadline else { continue }
            losses["not open in time", default: 0] += underWay + waiting.count
            return
        }
    }

    /// Reads what arrives until the time, in milliseconds of the monotonic clock, or until `isOver`.
    func receive(until deadline: Int64, unless isOver: () -> Bool = { false }) {
        while Clock.monotonicMilliseconds() < deadline, !isOver() { step(until: deadline) }
    }

    /// Takes from every connection the ticket it may come back with.
    func keepTickets() {
        for (slot, connection) in connections.enumerated() { memories[slot].ticket = connection?.ticket }
    }

    /// Drops all connections.
    func close() {
        generation += 1
        for slot in connections.indices {
            connections[slot] = nil
            isOpen[slot] = false
        }
        open = 0
        underWay = 0
    }

    /// Measures what is published from now on and arrives in the next seconds, or until `isOver`; then calls `atEnd`,
    /// and waits for another second for what is late.
    func measure(seconds: Double, unless isOver: () -> Bool = { false }, atEnd: () throws -> Void) rethrows {
        deliveries = Deliveries(connections: isOpen, from: Clock.wallMicroseconds())
        receive(until: Clock.monotonicMilliseconds() + Int64(seconds * 1_000), unless: isOver)
        deliveries.end(at: Clock.wallMicroseconds())
        try atEnd()
        receive(until: Clock.monotonicMilliseconds() + 1_000)
    }

    // MARK: One connection

    private func begin(_ slot: Int, resuming: Bool) {
        tries[slot] += 1
        underWay += 1
        do throws(Errno) {
            let connection = try ClientConnection(
                to: target.url, target.tls, offersDeflate: target.offersDeflate,
                maxMessageBytes: MessageReading.longest, ticket: resuming ? memories[slot].ticket : nil,
                from: source(of: slot), over: transport)
            connections[slot] = connection
            try connection.join(poller, as: token(slot))
        } catch {
            lose(slot, "no connection: \(error)")
        }
    }

    /// On the loopback the boards come from as many addresses as there would be sites: a gateway has a bound for the
    /// connections of one address. Elsewhere the kernel chooses.
    private func source(of slot: Int) -> SocketAddress? {
        let first: UInt32 = 0x7f00_0001
        guard target.url.address.host == .ipv4(first) else { return nil }
        return SocketAddress(.ipv4(first + UInt32(slot / Self.boardsPerSite)), port: 0)
    }

    private func token(_ slot: Int) -> PollToken {
        PollToken(slot: UInt32(slot), generation: generation)
    }

    private func step(until deadline: Int64) {
        let wait = min(max(deadline - Clock.monotonicMilliseconds(), 0), 10)
        let ready = poller.wait(timeoutMilliseconds: Int32(wait))
        for index in 0..<ready {
            let token = poller[index].token
            let slot = Int(token.slot)
            guard token.generation == generation, let connection = connections[slot] else { continue }
            connection.work(buffer) { handle($0, of: connection, slot) }
            connection.update(poller, as: token)
        }
    }

    private func handle(_ event: ClientConnection.Event, of connection: ClientConnection, _ slot: Int) {
        // One that has closed is lost at once, and ends later.
        guard connections[slot] === connection else { return }
        switch event {
        case .opened:
            if connection.isResumed { resumed += 1 }
            if let key = target.enrolmentKey { sayHello(connection, slot, key) } else { arrive(slot) }
        case .message(let message):
            let reading = readings.read(message)
            switch reading {
            case .publication(let stamp, let textBytes):
                deliveries.add(
                    slot, stamp: stamp, now: Clock.wallMicroseconds(), payloadBytes: message.payload.count,
                    textBytes: textBytes)
            case .registered(let token): memories[slot].token = token
            case .welcome: arrive(slot)
            case .refused(let reason): losses["refused: \(reason)", default: 0] += 1
            case .other: break
            }
        case .closed(let code, let reason): lose(slot, "close \(code?.rawValue ?? 1005) \(reason)")
        case .ended(let reason): lose(slot, reason ?? "closed by the server")
        }
    }

    private func sayHello(_ connection: ClientConnection, _ slot: Int, _ key: Secret) {
        let credentials = memories[slot].token.map { Hello.Credentials.token($0) } ?? .enrolmentKey(key)
        connection.send(Hello(serial: "\(name)-\(slot + 1)", credentials: credentials).encode())
    }

    private func arrive(_ slot: Int) {
        guard !isOpen[slot] else { return }
        isOpen[slot] = true
        open += 1
        underWay -= 1
    }

    private func lose(_ slot: Int, _ reason: String) {
        losses[reason, default: 0] += 1
        connections[slot] = nil
        if isOpen[slot] {
            isOpen[slot] = false
            open -= 1
        } else {
            underWay -= 1
            if tries[slot] < Self.maxTries { waiting.insert(slot, at: 0) }
        }
    }
}
