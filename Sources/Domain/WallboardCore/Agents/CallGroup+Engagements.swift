import Values

extension CallGroup {
    /// The agents who have or had a part in a call of the group, as far as it is kept.
    var agents: Set<String> {
        var names: Set<String> = []
        for record in earlier + records.values {
            names.formUnion(record.legs.compactMap(\.agent))
            names.formUnion(record.rings.map(\.agent))
            names.formUnion(record.phones.past.map(\.agent))
        }
        return names
    }

    /// Who talks and whose phone rings or rang in the calls under one id, by agent, as far as it is kept.
    func engagements(in id: String) -> [String: [AgentTimeline.Engagement]] {
        var parts: [String: [AgentTimeline.Engagement]] = [:]
        for record in earlier where record.call == id { add(record, to: &parts) }
        if let record = outcome(of: id) { add(record, to: &parts) }
        for agent in parts.keys { parts[agent]?.sort { ($0.from, $0.isTalk ? 1 : 0) < ($1.from, $1.isTalk ? 1 : 0) } }
        return parts
    }

    private func add(_ record: CallRecord, to parts: inout [String: [AgentTimeline.Engagement]]) {
        func add(_ agent: String?, isTalk: Bool, from: Moment, to: Instant?) {
            guard let agent else { return }
            parts[agent, default: []].append(
                AgentTimeline.Engagement(call: record.call, isTalk: isTalk, from: from, to: to))
        }
        for leg in record.legs { add(leg.agent, isTalk: true, from: leg.from, to: leg.to) }
        for ring in record.rings { add(ring.agent, isTalk: false, from: ring.since, to: nil) }
        for ring in record.phones.past {
            add(ring.agent, isTalk: false, from: Moment(ring.from, accepted: .next), to: ring.to)
        }
    }
}
