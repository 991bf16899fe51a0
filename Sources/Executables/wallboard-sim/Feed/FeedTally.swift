import BoardProtocol
import Synchronization
import Values

/// What has been fed so far.
struct FeedTally: Hashable, Sendable {
    /// Calls by their first event, of any direction.
    private(set) var started = 0
    private(set) var answered = 0
    /// Inbound calls that ended without an answer.
    private(set) var unanswered = 0
    private(set) var events = 0
    /// What the gateway answered to them.
    private(set) var accepted = 0
    private(set) var duplicates = 0
    private(set) var rejected = 0
    /// Accepted ones without effect.
    private(set) var ignored = 0
    /// Accepted ones of which a text was cut.
    private(set) var shortened = 0
    /// Why the first of them were rejected or ignored; at most `maxReasons`.
    private(set) var reasons: [String] = []
    /// Calls that have not ended, and whether they were answered: as many as the play has at a time.
    private var open: [String: Bool] = [:]
    /// Agents who have not logged out.
    private var agents: Set<String> = []

    static let maxReasons = 10

    var active: Int { open.count }

    /// The ids of the calls that have not ended, sorted.
    var openCalls: [String] { open.keys.sorted() }

    /// The agents who have not logged out, sorted.
    var presentAgents: [String] { agents.sorted() }

    mutating func count(_ event: CallEventMessage) {
        events += 1
        switch event.content {
        case .call(let call): count(call)
        case .agent(let agent) where agent.state == .loggedOut: agents.remove(agent.name)
        case .agent(let agent): agents.insert(agent.name)
        case .unknown: break
        }
    }

    private mutating func count(_ call: CallEventMessage.Call) {
        if open[call.id] == nil {
            started += 1
            open[call.id] = false
        }
        switch call.step {
        case .answered:
            if open[call.id] == false { answered += 1 }
            open[call.id] = true
        case .ended:
            if open[call.id] == false { unanswered += 1 }
            open[call.id] = nil
        case .merged: open[call.id] = nil
        default: break
        }
    }

    /// Takes the answer to `sent` events.
    mutating func count(_ receipt: JSON?, of sent: Int) {
        accepted += Self.events(receipt?["accepted"], of: sent)
        duplicates += Self.events(receipt?["duplicates"], of: sent)
        shortened += Self.events(receipt?["shortened"], of: sent)
        rejected += note("rejected", receipt)
        ignored += note("ignored", receipt)
    }

    /// Takes the events that an answer names under a word. Returns how many they are.
    private mutating func note(_ word: String, _ receipt: JSON?) -> Int {
        let events = receipt?[word]?.array ?? []
        for event in events { add(reason: "\(word): \(event["reason"]?.string ?? "no reason given")") }
        return events.count
    }

    /// How many of the events sent an answer speaks of: none where it does not, and never more than there were.
    static func events(_ number: JSON?, of sent: Int) -> Int {
        number?.integer.map { Int(min(max(0, $0), Int64(sent))) } ?? 0
    }

    mutating func add(reason: String) {
        if reasons.count < Self.maxReasons { reasons.append(reason) }
    }
}

extension FeedTally: CustomStringConvertible {
    /// The progress line, without the delay of the play.
    var description: String {
        "calls \(started) (active \(active), answered \(answered), unanswered \(unanswered)), "
            + "events \(events) (duplicates \(duplicates), rejected \(rejected), ignored \(ignored), "
            + "shortened \(shortened))"
    }
}

/// The progress line of a feed.
final class FeedProgress: Sendable {
    private let line = Mutex(ProgressLine())

    func show(_ tally: FeedTally, late: Int64, trouble: String?) {
        line.withLock { $0.show(Self.text(tally, late, trouble), at: Terminal.now) }
    }

    /// The final state, with the reasons for rejected and ignored events.
    func finish(_ tally: FeedTally) {
        line.withLock { $0.finish(tally.description) }
        for reason in tally.reasons { Terminal.writeError("\(reason)\n") }
    }

    /// The progress line.
    static func text(_ tally: FeedTally, _ late: Int64, _ trouble: String?) -> String {
        var text = tally.description
        if late >= 1_000 { text += ", late by \(late / 1_000) s" }
        if let trouble { text += ", waiting: \(trouble)" }
        return text
    }
}
