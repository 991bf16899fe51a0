import BoardProtocol
import Testing
import WebSocketWire

@testable import BoardServer

/// A loop with its connections, without sockets, threads and clock: the same steps as BoardLoop takes with a
/// connection's session and outbox.
struct SimulatedPort {
    struct Connection {
        var session: BoardSession
        var outbox = Outbox()
        var line: SimulatedLine
        var board = SimulatedBoard()
        var topic: Int?
        var isBlocked = false
        /// While what was revoked is not acknowledged: the deadline for that, and the welcome that is required then.
        var retraction: (until: Int64, version: Int)?
        /// Ends as soon as everything is written.
        var isDraining = false
        var isEnded = false
        /// Whether the last bytes went with it.
        var wasReset = false
        var causes: [BoardClose] = []
        var version = 0
        /// Of the pairing code that was sent last; 0: none.
        var code = 0
        var answeredPings = 0
    }

    let limits: BoardServerLimits
    var now: Int64 = 0
    var connections: [Connection] = []
    /// The last number of each topic.
    var seqs: [Int]
    /// Topics whose snapshot has been asked for.
    var wanted: Set<Int> = []
    /// How often a queue was replaced, a connection was reset, and a connection was kept after something was revoked.
    var conflations = 0
    var resets = 0
    var kept = 0

    // MARK: What the control plane does

    mutating func admit(_ index: Int, topic: Int?) {
        guard !connections[index].isEnded, connections[index].session.admit() else { return }
        welcome(index, topic)
    }

    /// Lets in a board that has no seat yet, with its code.
    mutating func pair(_ index: Int) {
        guard !connections[index].isEnded, connections[index].session.admit() else { return }
        connections[index].code = 1
        _ = say(frame("pairing 1", .message), to: index)
    }

    /// A new code, or a new token: a message of its own to a board that is let in.
    mutating func say(_ index: Int) {
        guard !connections[index].isEnded, connections[index].session.phase == .serving else { return }
        if connections[index].version == 0 {
            connections[index].code += 1
            _ = say(frame("pairing \(connections[index].code)", .message), to: index)
        } else {
            _ = say(frame("registered", .message), to: index)
        }
    }

    mutating func entitle(_ index: Int, topic: Int?, revokes: Bool) {
        guard !connections[index].isEnded, !takeBack(index, revokes: revokes) else { return }
        guard connections[index].session.phase == .serving else { return }
        welcome(index, topic)
    }

    mutating func close(_ index: Int, revokes: Bool) {
        guard !connections[index].isEnded, !takeBack(index, revokes: revokes) else { return }
        close(index, .removed, message: frame("goodbye", .message))
    }

    mutating func publish(_ topic: Int, _ padding: Int, isLost: Bool) {
        seqs[topic] += 1
        guard !isLost else { return }
        let frame = frame("update \(topic) \(seqs[topic])", .state, padding)
        for index in connections.indices where connections[index].topic == topic {
            if case .replaced = connections[index].outbox.update(frame, within: limits) { conflations += 1 }
        }
    }

    mutating func deliver(_ topic: Int, _ padding: Int, toAll: Bool) {
        wanted.remove(topic)
        let frame = frame("snapshot \(topic) \(seqs[topic])", .state, padding)
        for index in connections.indices where connections[index].topic == topic {
            if toAll { connections[index].outbox.startAnew() }
            if connections[index].outbox.wantsSnapshot { connections[index].outbox.replace(with: frame) }
        }
    }

    private mutating func welcome(_ index: Int, _ topic: Int?) {
        connections[index].version += 1
        var messages = [frame("welcome \(connections[index].version) \(topic ?? -1)", .message)]
        if connections[index].version == 1 { messages.insert(frame("registered", .message), at: 0) }
        guard messages.allSatisfy({ say($0, to: index) }), let topic else { return }
        connections[index].topic = topic
        connections[index].outbox.replace(with: frame("snapshot \(topic) \(seqs[topic])", .state))
    }

    private mutating func takeBack(_ index: Int, revokes: Bool) -> Bool {
        connections[index].topic = nil
        let isStateCommitted = connections[index].outbox.takeBack()
        guard revokes else { return false }
        guard !isStateCommitted else {
            reset(index)
            return true
        }
        let until = connections[index].retraction?.until ?? now + limits.acknowledgementMillis
        connections[index].retraction = (until, connections[index].version + 1)
        settle(index)
        return connections[index].isEnded
    }

    /// The board has acknowledged what it was sent under what was revoked, or its time is over.
    mutating func settle() {
        for index in connections.indices where !connections[index].isEnded { settle(index) }
    }

    private mutating func settle(_ index: Int) {
        guard let (until, version) = connections[index].retraction else { return }
        if connections[index].line.unsent.isEmpty {
            connections[index].board.requiredVersion = version
            connections[index].retraction = nil
            kept += 1
        } else if now >= until {
            reset(index)
        }
    }

    private mutating func reset(_ index: Int) {
        resets += 1
        if connections[index].causes.isEmpty { connections[index].causes.append(.connectionLost) }
        end(index, isReset: true)
    }

    // MARK: What boards and time do

    mutating func receive(_ incoming: Incoming, from index: Int) {
        guard !connections[index].isEnded, !connections[index].isDraining else { return }
        react(index, connections[index].session.receive(incoming, at: now, within: limits))
    }

    mutating func elapse() {
        for index in connections.indices where !connections[index].isEnded && !connections[index].isDraining {
            react(index, connections[index].session.elapsed(at: now, within: limits))
        }
    }

    private mutating func react(_ index: Int, _ reaction: BoardSession.Reaction) {
        switch reaction {
        case .nothing, .hello, .status, .answered: break
        case .echo: preconditionFailure("a board is not echoed")
        case .resync: if connections[index].topic != nil { connections[index].outbox.startAnew() }
        case .pong(let payload):
            _ = say(EncodedFrame(bytes: FrameWriter.pong(payload), kind: .transport), to: index)
        case .beat(let withHeartbeat):
            guard say(EncodedFrame(bytes: FrameWriter.ping(), kind: .transport), to: index), withHeartbeat else {
                return
            }
            _ = say(frame("heartbeat", .message), to: index)
        case .close(let close, _): self.close(index, close, message: nil)
        case .answerClose(let code):
            connections[index].causes.append(.normal)
            finish(index, [EncodedFrame(bytes: FrameWriter.close(answering: code), kind: .transport)])
            connections[index].isDraining = true
        case .end: connections[index].isDraining = true
        case .giveUp:
            let isTaken = connections[index].outbox.queue.isEmpty && connections[index].line.unsent.isEmpty
            end(index, isReset: !isTaken)
        }
    }

    private mutating func say(_ frame: EncodedFrame, to index: Int) -> Bool {
        if connections[index].outbox.say(frame, within: limits) { return true }
        close(index, .tooSlow, message: nil)
        return false
    }

    private mutating func close(_ index: Int, _ close: BoardClose, message: EncodedFrame?) {
        guard connections[index].session.phase != .closing, !connections[index].isDraining else { return }
        connections[index].causes.append(close)
        let last = FrameWriter.close(CloseCode(rawValue: close.rawValue), reason: close.reason)
        finish(index, (message.map { [$0] } ?? []) + [EncodedFrame(bytes: last, kind: .transport)])
        connections[index].session.startedClosing(at: now, within: limits)
    }

    private mutating func finish(_ index: Int, _ frames: [EncodedFrame]) {
        connections[index].topic = nil
        connections[index].outbox.finish(with: frames)
    }

    private mutating func end(_ index: Int, isReset: Bool) {
        connections[index].isEnded = true
        connections[index].topic = nil
        connections[index].wasReset = isReset
        if isReset { connections[index].line.drop() }
    }

    // MARK: Writing

    mutating func flush() {
        settle()
        for index in connections.indices
        where !connections[index].isEnded && !connections[index].isBlocked && connections[index].retraction == nil {
            flush(index)
        }
    }

    private mutating func flush(_ index: Int) {
        var scratch: [UInt8] = []
        while let chunk = connections[index].outbox.queue.nextChunk(&scratch) {
            let bytes =
                if case .frame(let frame, let start, let count) = chunk { frame.bytes[start..<start + count] } else {
                    scratch[...]
                }
            switch connections[index].line.write(bytes) {
            case .wrote(let count):
                let isMessage = connections[index].outbox.wrote(count)
                connections[index].session.wrote(at: now, isMessage: isMessage)
            case .blocked:
                connections[index].outbox.blocked(offering: bytes.count)
                connections[index].session.blocked(at: now)
                connections[index].isBlocked = true
                return
            }
        }
        if connections[index].isDraining { end(index, isReset: false) }
        if connections[index].outbox.wantsSnapshot, let topic = connections[index].topic { wanted.insert(topic) }
    }

    func frame(_ text: String, _ kind: EncodedFrame.Kind, _ padding: Int = 0) -> EncodedFrame {
        let padded =
            Array(text.utf8) + (padding > 0 ? [UInt8(ascii: " ")] : [])
            + Array(repeating: UInt8(ascii: "x"), count: padding)
        return EncodedFrame(bytes: FrameWriter.frame(.text, payload: padded), kind: kind)
    }
}
