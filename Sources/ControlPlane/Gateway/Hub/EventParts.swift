import Values
import WallboardCore

extension Array where Element == CallEvent {
    /// The events in parts of about `size` that can be applied one after the other with the outcome of all at once: a call
    /// is whole in one part, calls come in the order of their last events, and states of agents with the calls they
    /// precede.
    func partsByCall(of size: Int) -> [[CallEvent]] {
        guard count > size else { return isEmpty ? [] : [self] }
        // By call, and each state of an agent by itself.
        var groups: [(last: Instant, id: String, events: [CallEvent])] = []
        var places: [String: Int] = [:]
        for event in self {
            guard case .call(let step) = event.content else {
                groups.append((event.time, event.id, [event]))
                continue
            }
            if let place = places[step.call] {
                groups[place].events.append(event)
                groups[place].last = Swift.max(groups[place].last, event.time)
            } else {
                places[step.call] = groups.count
                groups.append((event.time, step.call, [event]))
            }
        }
        var parts: [[CallEvent]] = []
        var part: [CallEvent] = []
        for group in groups.sorted(by: { ($0.last, $0.id) < ($1.last, $1.id) }) {
            part += group.events
            guard part.count >= size else { continue }
            parts.append(part)
            part = []
        }
        return part.isEmpty ? parts : parts + [part]
    }
}
