/// Makes the state of a day from its stored events, which come in batches by time, without keeping the calls that are
/// over.
///
/// What comes after the end of a call in time is rare (the clocks of two units differ, or the call was closed as lost
/// and turned up again). It is set aside, and applied once all batches have come, together with what is stored of the
/// call.
package struct EventReplay: Sendable {
    /// The state so far.
    package private(set) var callState: CallState
    /// The hashes of the calls that are over. Two calls with one hash only mean that a call is set aside needlessly.
    private var over: Set<Int> = []
    private var aside: [String: [CallEvent]] = [:]

    /// Begins with a call state without a call.
    package init(_ empty: CallState) {
        callState = empty
    }

    /// Takes the next batch.
    package mutating func take(_ events: [CallEvent]) {
        var now: [CallEvent] = []
        now.reserveCapacity(events.count)
        for event in events {
            if case .call(let step) = event.content, !callState.isOpen(step.call), over.contains(step.call.hashValue) {
                aside[step.call, default: []].append(event)
            } else {
                now.append(event)
            }
        }
        _ = callState.apply(now)
        for event in now {
            if case .call(let step) = event.content, !callState.isOpen(step.call) { over.insert(step.call.hashValue) }
        }
    }

    /// The calls of which events were set aside, by id.
    package var callsAside: [String] { aside.keys.sorted() }

    /// Takes what was set aside of the calls in `stored`, which has all that is stored of each of them.
    package mutating func settle(_ stored: [String: [CallEvent]]) {
        for call in stored.keys.sorted() {
            guard let late = aside.removeValue(forKey: call) else { continue }
            let ids = Set(late.map(\.id))
            _ = callState.apply(late, earlier: [call: (stored[call] ?? []).filter { !ids.contains($0.id) }])
        }
    }
}
