import WallboardCore

/// Events that can be applied at once, with what is stored of their calls.
struct EventPart: Sendable {
    var new: [CallEvent] = []
    var stored: [CallEvent] = []
}

extension Array where Element == CallEvent {
    /// The events in parts of about `size` that can be applied one after the other with the outcome of all at once: a
    /// part has all events of calls that belong together, and what is stored of them.
    func partsByCall(of size: Int, _ stored: [CallEvent]) -> [EventPart] {
        guard count > size else { return isEmpty ? [] : [EventPart(new: self, stored: stored)] }
        var families = CallFamilies()
        for event in stored + self { families.join(event.calls) }
        let byFamily = Dictionary(grouping: stored) { $0.call.map { families.root(of: $0) } ?? "" }
        var groups: [[CallEvent]] = []
        var places: [String: Int] = [:]
        for event in self {
            guard let call = event.call else {
                groups.append([event])
                continue
            }
            let family = families.root(of: call)
            if let place = places[family] {
                groups[place].append(event)
            } else {
                places[family] = groups.count
                groups.append([event])
            }
        }
        var parts: [EventPart] = []
        var part = EventPart()
        for group in groups {
            part.new += group
            if let call = group[0].call { part.stored += byFamily[families.root(of: call)] ?? [] }
            guard part.new.count >= size else { continue }
            parts.append(part)
            part = EventPart()
        }
        return part.new.isEmpty ? parts : parts + [part]
    }
}
