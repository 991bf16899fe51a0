/// Makes the state of a day from its stored events, which come in batches by time, without keeping the calls that are
/// over.
///
/// What comes after the end of a call in time is rare (the clocks of two units differ, the call was closed for silence
/// and turned up again, or its id was used again). It is set aside with all that follows of the call, and applied once
/// all batches have come, together with what is stored of the call.
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
        var rest = events[...]
        // A call that ends in a batch may go on in it: only what comes before its next step can be applied.
        while !rest.isEmpty {
            var now: [CallEvent] = []
            var ended: Set<String> = []
            while let event = rest.first, !event.names.contains(where: ended.contains) {
                rest = rest.dropFirst()
                if event.names.contains(where: isOver) {
                    aside[event.names[0], default: []].append(event)
                    over.formUnion(event.names.map(\.hashValue))
                } else {
                    now.append(event)
                    if case .call(let step) = event.content, case .ended = step.kind { ended.insert(step.call) }
                }
            }
            for name in callState.apply(now).over { over.insert(name.hashValue) }
        }
    }

    /// The calls of which events were set aside, by id.
    package var callsAside: [String] { aside.keys.sorted() }

    /// The calls of which `settle` needs all that is stored, with those that merges made one with them.
    package func needsStored(_ calls: some Sequence<String>) -> Set<String> {
        Set(calls).union(callState.needsStored(calls.flatMap { aside[$0] ?? [] }))
    }

    /// Takes what was set aside of these calls. `stored` has what `needsStored` asked for.
    package mutating func settle(_ calls: some Sequence<String>, _ stored: [CallEvent]) {
        let late = calls.flatMap { aside.removeValue(forKey: $0) ?? [] }.sorted {
            ($0.time, $0.acceptance.number) < ($1.time, $1.acceptance.number)
        }
        let numbers = Set(late.map(\.acceptance.number)).union(aside.values.joined().map(\.acceptance.number))
        callState.apply(late, stored: stored.filter { !numbers.contains($0.acceptance.number) })
    }

    private func isOver(_ name: String) -> Bool {
        over.contains(name.hashValue) && (!callState.isKnown(name) || aside[name] != nil)
    }
}

extension CallEvent {
    /// The calls that it names, its own first.
    fileprivate var names: [String] { TimedStep(self)?.ids ?? [] }
}

extension CallState {
    /// Whether the steps of the call are at hand: it is open, or is a part of calls of which one is open.
    func isKnown(_ call: String) -> Bool { groupOf[call] != nil }
}
