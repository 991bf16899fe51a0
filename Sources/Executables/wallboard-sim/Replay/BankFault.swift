/// What is wrong with a row that can still be used, and how it is corrected.
enum BankFault: Hashable, Sendable {
    /// `vru_exit` is before `vru_entry`.
    case negativeIVR(seconds: Int)
    /// `q_exit` is before `q_start`.
    case negativeWait(seconds: Int)
    /// `ser_exit` is before `ser_start`.
    case negativeTalk(seconds: Int)
    /// The duration in the record is not the difference of its times.
    case otherDuration(column: String, recorded: Int, counted: Int)
    /// `ser_start` is before the caller had left the queue or the IVR.
    case talkTooEarly(seconds: Int)
    /// `ser_start` is after the caller had left the queue or the IVR.
    case talkTooLate(seconds: Int)
    /// An agent answered, but when they talked is not recorded.
    case noTalk
    /// An agent answered, but which one is not recorded.
    case noAgent
    /// The caller hung up, and yet a talk is recorded.
    case talkAfterHangUp(seconds: Int)
    /// The agent is recorded in two calls at once.
    case agentBusy(agent: String, line: Int)

    /// A kind of fault, to be counted.
    enum Kind: String, CaseIterable, Sendable {
        case talkTooEarlyByClock = "the talk begins 1 or 2 s before the queue or IVR was left"
        case talkTooEarly = "the talk begins 3 s or more before the queue or IVR was left"
        case talkTooLate = "the talk begins after the queue or IVR was left"
        case negative = "a duration is negative"
        case otherDuration = "a duration is not the difference of its times"
        case noTalk = "answered, but no talk is recorded"
        case noAgent = "answered, but by no recorded agent"
        case talkAfterHangUp = "the caller hung up, but a talk is recorded"
        case agentBusy = "the agent is in two calls at once"

        /// What is done with all such rows.
        var remedy: String {
            switch self {
            case .talkTooEarlyByClock, .talkTooEarly: "the talk is moved to when that was left, as long as it was"
            case .talkTooLate: "answered when the talk begins"
            case .negative: "taken as 0 s"
            case .otherDuration: "the times are taken"
            case .noTalk: "the talk is taken as 0 s"
            case .noAgent: "answered without naming an agent"
            case .talkAfterHangUp: "the outcome is taken, the talk is not"
            case .agentBusy: "both calls are taken as they are"
            }
        }
    }

    var kind: Kind {
        switch self {
        case .negativeIVR, .negativeWait, .negativeTalk: .negative
        case .otherDuration: .otherDuration
        case .talkTooEarly(let seconds): seconds <= 2 ? .talkTooEarlyByClock : .talkTooEarly
        case .talkTooLate: .talkTooLate
        case .noTalk: .noTalk
        case .noAgent: .noAgent
        case .talkAfterHangUp: .talkAfterHangUp
        case .agentBusy: .agentBusy
        }
    }
}

extension BankFault: CustomStringConvertible {
    /// What is wrong with this row and what was done.
    var description: String {
        let fault =
            switch self {
            case .negativeIVR(let seconds): "vru_exit is \(-seconds) s before vru_entry"
            case .negativeWait(let seconds): "q_exit is \(-seconds) s before q_start"
            case .negativeTalk(let seconds): "ser_exit is \(-seconds) s before ser_start"
            case .otherDuration(let column, let recorded, let counted):
                "\(column) says \(recorded) s, the times say \(counted) s"
            case .talkTooEarly(let seconds): "ser_start is \(seconds) s before the queue or IVR was left"
            case .talkTooLate(let seconds): "ser_start is \(seconds) s after the queue or IVR was left"
            case .noTalk: "answered, but ser_start and ser_exit are 0:00:00"
            case .noAgent: "answered, but server is NO_SERVER"
            case .talkAfterHangUp(let seconds): "the caller hung up, but a talk of \(seconds) s is recorded"
            case .agentBusy(let agent, let line): "\(agent) is still in the call of line \(line)"
            }
        return "\(fault): \(kind.remedy)"
    }
}
