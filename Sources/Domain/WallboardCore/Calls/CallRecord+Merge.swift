import Values

extension CallRecord {
    /// Takes in all that `other` has been, at `now`: `other` is merged into this call.
    mutating func absorb(_ other: CallRecord, at now: Moment) {
        var other = other
        takeBackDeparture(at: now.time)
        other.takeBackDeparture(at: now.time)
        mergeNames(other)
        firstEventAt = min(firstEventAt, other.firstEventAt)
        lastEventAt = max(lastEventAt, other.lastEventAt)
        lastAccepted = max(lastAccepted, other.lastAccepted)
        isCounted = isCounted || other.isCounted
        hasRung = hasRung || other.hasRung
        isTransferred = isTransferred || other.isTransferred
        standing += other.standing

        let isEitherTalking = isTalking || other.isTalking
        if isWaiting, other.isWaiting, let waiting {
            visits[waiting].outcome = .overflowed(at: now.time)
            self.waiting = nil
        }
        combine(other)
        if isEitherTalking {
            if let waiting {
                visits[waiting].outcome = .answered(at: now.time)
                talking = waiting
                self.waiting = nil
            }
            parkedSince = nil
        } else if isWaiting {
            parkedSince = nil
        }
        joinLegsOfOneAgent()
        attributeLegs(at: now.time)
        for agent in legs.compactMap({ $0.to == nil ? $0.agent : nil }) { stopRinging(agent, at: now.time) }
    }

    /// Puts both calls' visits, legs and rings into one order.
    private mutating func combine(_ other: CallRecord) {
        let mine = visits.count
        let joined = visits + other.visits
        let order = joined.indices.sorted { (joined[$0].enteredAt, $0) < (joined[$1].enteredAt, $1) }
        var places = [Int](repeating: 0, count: joined.count)
        for (place, index) in order.enumerated() { places[index] = place }
        func moved(_ visit: Int?, by offset: Int) -> Int? { visit.map { places[$0 + offset] } }

        visits = order.map { joined[$0] }
        waiting = moved(other.waiting, by: mine) ?? moved(waiting, by: 0)
        let talks = [moved(talking, by: 0), moved(other.talking, by: mine)].compactMap { $0 }
        talking = talks.max {
            (visits[$0].answeredAt ?? .distantPast, $0) < (visits[$1].answeredAt ?? .distantPast, $1)
        }
        if waiting != nil { talking = nil }
        for leg in legs.indices { legs[leg].visit = moved(legs[leg].visit, by: 0) }
        for var leg in other.legs {
            leg.visit = moved(leg.visit, by: mine)
            legs.append(leg)
        }
        legs = legs.enumerated().sorted { ($0.element.from, $0.offset) < ($1.element.from, $1.offset) }.map(\.element)
        for ring in other.rings where !rings.contains(where: { $0.agent == ring.agent }) { rings.append(ring) }
        missed.merge(other.missed, uniquingKeysWith: +)
        pastRings = (pastRings + other.pastRings).sorted { ($0.to, $0.agent) < ($1.to, $1.agent) }
        parkedSince = [parkedSince, other.parkedSince].compactMap { $0 }.min()
    }

    /// The direction and the caller are those of the call that entered a queue first, else of the inbound one, else of
    /// the earlier; an unknown caller is taken from the other.
    private mutating func mergeNames(_ other: CallRecord) {
        let isOthers: Bool =
            switch (enteredAt, other.enteredAt) {
            case (let mine?, let theirs?) where mine != theirs: theirs < mine
            case (nil, .some): true
            case (.some, nil): false
            default:
                if !isCounted && toldDirection == nil {
                    true
                } else if direction == .inbound || other.direction == .inbound, direction != other.direction {
                    other.direction == .inbound
                } else {
                    other.firstEventAt < firstEventAt
                }
            }
        guard isOthers else {
            caller = caller ?? other.caller
            return
        }
        toldDirection = other.toldDirection ?? (toldDirection == nil ? nil : other.direction)
        caller = other.caller ?? caller
    }

    /// A call that is merged at once after it left the house has not left it.
    private mutating func takeBackDeparture(at time: Instant) {
        guard let departure else { return }
        self.departure = nil
        guard end == nil, departure.at.span(to: time) <= CallLimits.clockDifferenceMilliseconds else { return }
        if let visit = departure.visit {
            visits[visit].outcome = nil
            waiting = visit
        }
        talking = departure.talking
    }

    /// An agent who talks in both calls has one talk, from the earlier beginning.
    private mutating func joinLegsOfOneAgent() {
        var kept: [TalkLeg] = []
        for leg in legs {
            if leg.to == nil, leg.agent != nil,
                let place = kept.firstIndex(where: { $0.to == nil && $0.agent == leg.agent })
            {
                if kept[place].visit == nil { kept[place].visit = leg.visit }
                if leg.heldSince == nil, let since = kept[place].heldSince {
                    kept[place].retrieve(at: max(since.time, leg.from.time))
                }
            } else {
                kept.append(leg)
            }
        }
        legs = kept
    }

    /// The whole of a leg that had no visit counts for the visit whose answer came last before the merge.
    private mutating func attributeLegs(at time: Instant) {
        for leg in legs.indices where legs[leg].visit == nil {
            let until = min(legs[leg].to ?? time, time)
            legs[leg].visit = visits.indices
                .filter { visits[$0].answeredAt.map { $0 <= until } ?? false }
                .max { (visits[$0].answeredAt ?? until, $0) < (visits[$1].answeredAt ?? until, $1) }
        }
        if talking == nil, waiting == nil, isTalking { talking = legs.last { $0.to == nil }?.visit }
    }
}

extension Instant {
    fileprivate static let distantPast = Instant(milliseconds: .min)
}
