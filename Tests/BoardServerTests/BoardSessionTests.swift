import BoardProtocol
import TestSupport
import Testing
import WebSocketWire

@testable import BoardServer

/// Every cell of the table in BoardSession, and its deadlines.
struct BoardSessionTests {
    private static let limits = BoardServerLimits()
    private static let hello = Hello(serial: "S-1", model: nil, appVersion: nil, credentials: .token(Secret("secret")))

    private static func text(_ text: String) -> Incoming {
        .message(Message(.text, payload: Array(text.utf8)))
    }

    private static var helloMessage: Incoming { .message(Message(.text, payload: hello.encode())) }
    private static let resync = text(#"{"type":"resync"}"#)
    private static let status = text(#"{"type":"status","asleep":true}"#)
    private static let sleeping = BoardStatus(asleep: true, note: nil)
    private static let peerClose = Incoming.close(.normal, reason: "")

    /// A session in a phase at time 0.
    private static func session(in phase: BoardSession.Phase) -> BoardSession {
        var session = BoardSession(.board, at: 0, within: limits)
        if phase == .awaitingHello { return session }
        _ = session.receive(helloMessage, at: 0, within: limits)
        if phase == .deciding { return session }
        _ = session.admit()
        if phase == .serving { return session }
        session.startedClosing(at: 0, within: limits)
        return session
    }

    // MARK: The table

    /// One cell: what arrives in a phase, what the session answers, and the phase after it.
    struct Cell: Sendable, CustomTestStringConvertible {
        let phase: BoardSession.Phase
        let said: String
        let incoming: Incoming
        let reaction: BoardSession.Reaction
        let next: BoardSession.Phase

        init(
            _ phase: BoardSession.Phase, _ said: String, _ incoming: Incoming, _ reaction: BoardSession.Reaction,
            _ next: BoardSession.Phase
        ) {
            self.phase = phase
            self.said = said
            self.incoming = incoming
            self.reaction = reaction
            self.next = next
        }

        var testDescription: String { "\(said) while \(phase)" }
    }

    private static func bad(_ detail: String) -> BoardSession.Reaction { .close(.badMessage, detail: detail) }
    private static let tooEarly = bad("the first message was not hello")
    private static let secondHello = bad("second hello")

    static let cells: [Cell] = [
        Cell(.awaitingHello, "hello", helloMessage, .hello(hello), .deciding),
        Cell(.awaitingHello, "resync", resync, tooEarly, .awaitingHello),
        Cell(.awaitingHello, "status", status, tooEarly, .awaitingHello),
        Cell(.awaitingHello, "Close", peerClose, .answerClose(.normal), .closing),
        Cell(.deciding, "hello", helloMessage, secondHello, .deciding),
        Cell(.deciding, "resync", resync, .nothing, .deciding),
        Cell(.deciding, "status", status, .status(sleeping), .deciding),
        Cell(.deciding, "Close", peerClose, .answerClose(.normal), .closing),
        Cell(.serving, "hello", helloMessage, secondHello, .serving),
        Cell(.serving, "resync", resync, .resync, .serving),
        Cell(.serving, "status", status, .status(sleeping), .serving),
        Cell(.serving, "Close", peerClose, .answerClose(.normal), .closing),
        Cell(.closing, "hello", helloMessage, .nothing, .closing),
        Cell(.closing, "resync", resync, .nothing, .closing),
        Cell(.closing, "status", status, .nothing, .closing),
        Cell(.closing, "Close", peerClose, .end, .closing),
        Cell(.closing, "garbage", text("}"), .nothing, .closing),
        Cell(.closing, "ping", .ping([1]), .nothing, .closing),
    ]

    @Test("every cell of the table holds", arguments: cells)
    func everyCellOfTheTableHolds(cell: Cell) {
        var session = Self.session(in: cell.phase)
        #expect(session.receive(cell.incoming, at: 1, within: Self.limits) == cell.reaction)
        #expect(session.phase == cell.next)
    }

    @Test(
        "what is no message of the protocol closes with 4500",
        arguments: [BoardSession.Phase.awaitingHello, .deciding, .serving])
    func whatIsNoMessageOfTheProtocolClosesWith4500(phase: BoardSession.Phase) {
        let others: [Incoming] = [
            .message(Message(.binary, payload: Self.hello.encode())), Self.text("{"), Self.text("[]"), Self.text("{}"),
            Self.text(#"{"type":"dance"}"#), Self.text(#"{"type":"hello"}"#),
            Self.text(#"{"type":"status","asleep":1}"#),
        ]
        for other in others {
            var session = Self.session(in: phase)
            guard case .close(.badMessage, _) = session.receive(other, at: 1, within: Self.limits) else {
                Issue.record("\(other) while \(phase)")
                continue
            }
        }
    }

    @Test("a ping is answered with its payload", arguments: [BoardSession.Phase.awaitingHello, .deciding, .serving])
    func aPingIsAnsweredWithItsPayload(phase: BoardSession.Phase) {
        var session = Self.session(in: phase)
        #expect(session.receive(.ping([1, 2]), at: 1, within: Self.limits) == .pong([1, 2]))
        #expect(session.receive(.pong([]), at: 1, within: Self.limits) == .nothing)
        #expect(session.phase == phase)
    }

    @Test("only a board that waits for it is let in")
    func onlyABoardThatWaitsForItIsLetIn() {
        for phase in [BoardSession.Phase.awaitingHello, .serving, .closing] {
            var session = Self.session(in: phase)
            let isAdmitted = session.admit()
            #expect(!isAdmitted, "\(phase)")
            #expect(session.phase == phase)
        }
    }

    // MARK: The round trip

    /// A session that has just sent its first ping, at 15,000.
    private static func pinged() -> BoardSession {
        var session = session(in: .serving)
        _ = session.elapsed(at: 15_000, within: limits)
        return session
    }

    @Test("a pong that answers a ping tells the round trip")
    func aPongThatAnswersAPingTellsTheRoundTrip() {
        var session = Self.pinged()
        #expect(session.roundTripMillis == nil)
        let payload = session.pingPayload
        _ = session.receive(.pong(payload), at: 15_042, within: Self.limits)
        #expect(session.roundTripMillis == 42)
        // Once.
        _ = session.receive(.pong(payload), at: 15_099, within: Self.limits)
        #expect(session.roundTripMillis == 42)
        _ = session.elapsed(at: 30_000, within: Self.limits)
        #expect(session.pingPayload != payload)
        _ = session.receive(.pong(payload), at: 30_001, within: Self.limits)
        #expect(session.roundTripMillis == 42, "an old pong")
        _ = session.receive(.pong(session.pingPayload), at: 30_007, within: Self.limits)
        #expect(session.roundTripMillis == 7)
    }

    @Test("a pong that answers no ping does not count")
    func aPongThatAnswersNoPingDoesNotCount() {
        var session = Self.session(in: .serving)
        _ = session.receive(.pong(session.pingPayload), at: 1, within: Self.limits)
        #expect(session.roundTripMillis == nil, "before the first ping")
        session = Self.pinged()
        for payload in [[], [0], session.pingPayload + [0], [9, 9, 9, 9]] as [[UInt8]] {
            _ = session.receive(.pong(payload), at: 15_001, within: Self.limits)
            #expect(session.roundTripMillis == nil, "\(payload)")
        }
        _ = session.receive(Self.status, at: 15_002, within: Self.limits)
        #expect(session.roundTripMillis == nil, "a message is no pong")
    }

    /// RFC 6455, section 5.5.3: of several pings a board may answer only the latest.
    @Test("the round trip begins with the first of the pings that are answered")
    func theRoundTripBeginsWithTheFirstOfThePingsThatAreAnswered() {
        var session = Self.pinged()
        let payload = session.pingPayload
        #expect(session.elapsed(at: 30_000, within: Self.limits) == .beat(withHeartbeat: true))
        #expect(session.pingPayload == payload)
        _ = session.receive(.pong(payload), at: 30_500, within: Self.limits)
        #expect(session.roundTripMillis == 15_500)
    }

    @Test("only a message that went out whole is remembered")
    func onlyAMessageThatWentOutWholeIsRemembered() {
        var session = Self.session(in: .serving)
        session.wrote(at: 5, isMessage: false)
        #expect(session.lastMessageAt == nil)
        session.wrote(at: 6, isMessage: true)
        session.wrote(at: 7, isMessage: false)
        #expect(session.lastMessageAt == 6)
        // A heartbeat that is due is not yet one that is written.
        _ = session.elapsed(at: 15_006, within: Self.limits)
        #expect(session.lastMessageAt == 6)
    }

    @Test("a close is answered with its own code")
    func aCloseIsAnsweredWithItsOwnCode() {
        for code in [CloseCode(rawValue: 1_001), CloseCode(rawValue: 4_999), nil] {
            var session = Self.session(in: .serving)
            #expect(session.receive(.close(code, reason: "bye"), at: 1, within: Self.limits) == .answerClose(code))
        }
    }

    // MARK: Deadlines

    @Test("a board that says no hello is closed with 4000")
    func aBoardThatSaysNoHelloIsClosedWith4000() {
        var session = Self.session(in: .awaitingHello)
        // A ping is no hello.
        _ = session.receive(.ping([]), at: 9_000, within: Self.limits)
        #expect(session.deadline(within: Self.limits) == 10_000)
        #expect(session.elapsed(at: 9_999, within: Self.limits) == .nothing)
        #expect(session.elapsed(at: 10_000, within: Self.limits) == .close(.noHello, detail: "no hello"))
    }

    @Test("a board that waits for a decision too long is closed with 1013")
    func aBoardThatWaitsForADecisionTooLongIsClosedWith1013() {
        var session = Self.session(in: .deciding)
        #expect(session.deadline(within: Self.limits) == 30_000)
        #expect(session.elapsed(at: 29_999, within: Self.limits) == .nothing)
        #expect(
            session.elapsed(at: 30_000, within: Self.limits)
                == .close(.overloaded, detail: "no decision in time"))
    }

    @Test("a board that does not answer close is given up")
    func aBoardThatDoesNotAnswerCloseIsGivenUp() {
        var session = Self.session(in: .closing)
        #expect(session.deadline(within: Self.limits) == 5_000)
        #expect(session.elapsed(at: 4_999, within: Self.limits) == .nothing)
        #expect(session.elapsed(at: 5_000, within: Self.limits) == .giveUp)
    }

    @Test("a quiet board gets a heartbeat with each ping")
    func aQuietBoardGetsAHeartbeatWithEachPing() {
        var line = Line(Self.session(in: .serving))
        for beat in 1...10 as ClosedRange<Int64> {
            #expect(line.runToNextDeadline() == .beat(withHeartbeat: true))
            #expect(line.now == beat * 15_000)
        }
    }

    /// Whenever updates come, at most `heartbeatMillis` pass without a message, and none is sent while they flow.
    @Test("something is heard in every heartbeat")
    func somethingIsHeardInEveryHeartbeat() {
        for seed in 0..<500 as Range<UInt64> { listen(seed) }
    }

    private func listen(_ seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var line = Line(Self.session(in: .serving))
        var lastPing: Int64 = 0
        for _ in 0..<40 {
            let gap = random.oneIn(3) ? Int64(random.below(40_000)) : Int64(random.below(16_000))
            let next = line.now + gap
            while let reaction = line.run(until: next) {
                guard case .beat = reaction else {
                    Issue.record("seed \(seed): \(reaction)")
                    return
                }
                #expect(line.now - lastPing <= Self.limits.heartbeatMillis, "seed \(seed)")
                lastPing = line.now
            }
            line.sendMessage()
        }
        #expect(line.longestSilence <= Self.limits.heartbeatMillis, "seed \(seed)")
        #expect(line.longestTimeless <= Self.limits.serverTimeMillis, "seed \(seed)")
        // None is sent while messages flow, except the one a minute that carries the time.
        #expect(
            line.shortestSilenceBeforeHeartbeat >= Self.limits.heartbeatMillis
                || line.shortestTimelessBeforeHeartbeat >= Self.limits.heartbeatMillis, "seed \(seed)")
    }

    /// A page gets the time by `heartbeat`: on a busy board, and where heartbeats are rare, too.
    @Test("a busy board hears the time once a minute", arguments: [5_000, 15_000, 300_000] as [Int64])
    func aBusyBoardHearsTheTimeOnceAMinute(heartbeatMillis: Int64) {
        var limits = Self.limits
        limits.heartbeatMillis = heartbeatMillis
        var line = Line(Self.session(in: .serving), limits: limits)
        var heartbeats = 0
        for second in 1...600 as ClosedRange<Int64> {
            while let reaction = line.run(until: second * 1_000) {
                if reaction == .beat(withHeartbeat: true) { heartbeats += 1 }
            }
            line.sendMessage()
        }
        #expect(heartbeats == 10 && line.longestTimeless == 60_000)
        #expect(BoardServerLimits().serverTimeMillis == 60_000)
    }

    /// The case that a ping hides: an update just after a heartbeat, then nothing.
    @Test("an update just after a beat does not put the next heartbeat off")
    func anUpdateJustAfterABeatDoesNotPutTheNextHeartbeatOff() {
        var line = Line(Self.session(in: .serving))
        #expect(line.runToNextDeadline() == .beat(withHeartbeat: true))
        line.now += 1
        line.sendMessage()
        #expect(line.runToNextDeadline() == .beat(withHeartbeat: false))
        #expect(line.runToNextDeadline() == .beat(withHeartbeat: true))
        #expect(line.now == 30_001)
    }

    @Test("a board that answers no ping is closed with 4004 after two heartbeats")
    func aBoardThatAnswersNoPingIsClosedWith4004AfterTwoHeartbeats() {
        var line = Line(Self.session(in: .serving), answers: false)
        #expect(line.runToNextDeadline() == .beat(withHeartbeat: true))
        #expect(line.runToNextDeadline() == .beat(withHeartbeat: true))
        #expect(line.runToNextDeadline() == .close(.noPong, detail: "no pong in two heartbeats"))
        #expect(line.now == 45_000)
    }

    /// Also while updates flow, which a dead peer's kernel may go on taking.
    @Test("updates do not stand in for a pong")
    func updatesDoNotStandInForAPong() {
        var line = Line(Self.session(in: .serving), answers: false)
        var reactions: [BoardSession.Reaction] = []
        while line.now < 60_000 {
            line.now += 100
            line.sendMessage()
            if let reaction = line.run(until: line.now) { reactions.append(reaction) }
            if case .close = reactions.last { break }
        }
        #expect(reactions.last == .close(.noPong, detail: "no pong in two heartbeats"))
        #expect(!reactions.contains(.beat(withHeartbeat: true)), "a heartbeat between updates")
    }

    @Test("anything that a board says stands in for a pong")
    func anythingThatABoardSaysStandsInForAPong() {
        var session = Self.session(in: .serving)
        for beat in 1...8 as ClosedRange<Int64> {
            let now = beat * 15_000
            #expect(session.elapsed(at: now, within: Self.limits) == .beat(withHeartbeat: true), "at \(now)")
            session.wrote(at: now, isMessage: true)
            _ = session.receive(Self.resync, at: now + 1, within: Self.limits)
        }
    }

    @Test("a part of a message stands in for a pong")
    func aPartOfAMessageStandsInForAPong() {
        var session = Self.session(in: .serving)
        for beat in 1...8 as ClosedRange<Int64> {
            let now = beat * 15_000
            #expect(session.elapsed(at: now, within: Self.limits) == .beat(withHeartbeat: true), "at \(now)")
            session.wrote(at: now, isMessage: true)
            session.heard()
        }
    }

    @Test("a board that takes nothing is closed with 4003")
    func aBoardThatTakesNothingIsClosedWith4003() {
        var session = Self.session(in: .serving)
        session.blocked(at: 1_000)
        session.blocked(at: 20_000)
        #expect(session.deadline(within: Self.limits) == 31_000)
        #expect(session.elapsed(at: 30_999, within: Self.limits) == .nothing)
        let end = BoardSession.Reaction.close(.tooSlow, detail: "took nothing for 30000 ms")
        #expect(session.elapsed(at: 31_000, within: Self.limits) == end)
    }

    /// A stalled board can neither take a ping nor answer one.
    @Test("a stalled board is not blamed for missing pongs")
    func aStalledBoardIsNotBlamedForMissingPongs() {
        var session = Self.session(in: .serving)
        #expect(session.elapsed(at: 15_000, within: Self.limits) == .beat(withHeartbeat: true))
        session.blocked(at: 15_000)
        #expect(session.elapsed(at: 44_999, within: Self.limits) == .nothing)
        session.wrote(at: 44_999, isMessage: true)
        #expect(session.elapsed(at: 45_000, within: Self.limits) == .beat(withHeartbeat: false))
        #expect(session.deadline(within: Self.limits) == 59_999)
    }

    @Test("a slow board that keeps taking is not closed")
    func aSlowBoardThatKeepsTakingIsNotClosed() {
        var session = Self.session(in: .serving)
        for second in 1...100 as ClosedRange<Int64> {
            session.wrote(at: second * 10_000, isMessage: true)
            session.blocked(at: second * 10_000)
            _ = session.receive(.pong([]), at: second * 10_000, within: Self.limits)
            #expect(session.elapsed(at: second * 10_000 + 9_999, within: Self.limits) == .nothing)
        }
    }

    // MARK: Rate

    @Test("more messages than the window holds close with 4012")
    func moreMessagesThanTheWindowHoldsCloseWith4012() {
        var session = Self.session(in: .serving)
        // One was the hello.
        for count in 2...120 {
            #expect(session.receive(.ping([]), at: 9_999, within: Self.limits) == .pong([]), "\(count)")
        }
        let reaction = session.receive(.pong([]), at: 9_999, within: Self.limits)
        #expect(reaction == .close(.tooManyAttempts, detail: "more than 120 messages"))
    }

    @Test("the next window begins at zero")
    func theNextWindowBeginsAtZero() {
        var session = Self.session(in: .serving)
        for window in 0..<5 as Range<Int64> {
            for _ in 2...120 {
                #expect(session.receive(.ping([]), at: window * 10_000 + 1, within: Self.limits) == .pong([]))
            }
        }
    }

    @Test("a close is heard however many messages came before")
    func aCloseIsHeardHoweverManyMessagesCameBefore() {
        var session = Self.session(in: .serving)
        for _ in 0..<200 { _ = session.receive(.ping([]), at: 1, within: Self.limits) }
        #expect(session.receive(Self.peerClose, at: 1, within: Self.limits) == .answerClose(.normal))
    }
}

/// A session with a clock and a board behind it that takes everything and may answer pings.
private struct Line {
    private var session: BoardSession
    private let limits: BoardServerLimits
    private let answers: Bool
    var now: Int64 = 0
    private var heardAt: Int64 = 0
    private(set) var longestSilence: Int64 = 0
    private(set) var shortestSilenceBeforeHeartbeat = Int64.max
    private var timeHeardAt: Int64 = 0
    private(set) var longestTimeless: Int64 = 0
    private(set) var shortestTimelessBeforeHeartbeat = Int64.max

    init(_ session: BoardSession, answers: Bool = true, limits: BoardServerLimits = BoardServerLimits()) {
        self.session = session
        self.limits = limits
        self.answers = answers
    }

    mutating func sendMessage() {
        session.wrote(at: now, isMessage: true)
        longestSilence = max(longestSilence, now - heardAt)
        heardAt = now
    }

    /// Moves to the next deadline and does what it asks for.
    mutating func runToNextDeadline() -> BoardSession.Reaction {
        now = session.deadline(within: limits)
        let reaction = session.elapsed(at: now, within: limits)
        if case .beat(let withHeartbeat) = reaction {
            if withHeartbeat {
                shortestSilenceBeforeHeartbeat = min(shortestSilenceBeforeHeartbeat, now - heardAt)
                shortestTimelessBeforeHeartbeat = min(shortestTimelessBeforeHeartbeat, now - timeHeardAt)
                longestTimeless = max(longestTimeless, now - timeHeardAt)
                timeHeardAt = now
                sendMessage()
            } else {
                session.wrote(at: now, isMessage: false)
            }
            if answers { _ = session.receive(.pong([]), at: now, within: limits) }
        }
        return reaction
    }

    /// As `runToNextDeadline` if that comes by `end`; else moves to `end` and returns nil.
    mutating func run(until end: Int64) -> BoardSession.Reaction? {
        guard session.deadline(within: limits) <= end else {
            now = end
            return nil
        }
        return runToNextDeadline()
    }
}
