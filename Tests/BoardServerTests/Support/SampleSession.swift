import BoardProtocol
import Testing
import WebSocketWire

@testable import BoardServer

/// Sessions in each phase, and what boards say to them.
enum SampleSession {
    static let limits = BoardServerLimits()
    static let hello = Hello(serial: "S-1", model: nil, appVersion: nil, credentials: .token(Secret("secret")))

    static func text(_ text: String) -> Incoming {
        .message(Message(.text, payload: Array(text.utf8)))
    }

    static var helloMessage: Incoming { .message(Message(.text, payload: hello.encode())) }
    static let resync = text(#"{"type":"resync"}"#)
    static let status = text(#"{"type":"status","asleep":true}"#)
    static let sleeping = BoardStatus(asleep: true, note: nil)
    static let peerClose = Incoming.close(.normal, reason: "")

    /// A session in a phase at time 0.
    static func inPhase(_ phase: BoardSession.Phase) -> BoardSession {
        var session = BoardSession(.board, at: 0, within: limits)
        if phase == .awaitingHello { return session }
        _ = session.receive(helloMessage, at: 0, within: limits)
        if phase == .deciding { return session }
        _ = session.admit()
        if phase == .serving { return session }
        session.startedClosing(at: 0, within: limits)
        return session
    }
}

/// A session with a clock and a board behind it that takes everything and may answer pings.
struct SessionLine {
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
