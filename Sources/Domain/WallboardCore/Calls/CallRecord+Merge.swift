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
        isTransferred = isTransferred || other.isTransferred
        standing += other.standing

        let isEitherTalking = isTalking || other.isTalking
        let places = queues.absorb(other.queues, at: now.time)
        talks.moveVisits(places.mine)
        other.talks.moveVisits(places.theirs)
        talks.absorb(other.talks)
        phones.absorb(other.phones)
        parkedSince = [parkedSince, other.parkedSince].compactMap { $0 }.min()
        if isEitherTalking { queues.answerAtMerge(at: now.time) }
        if isEitherTalking || isWaiting { parkedSince = nil }
        attributeLegs(at: now.time)
        for agent in talks.current.compactMap(\.agent) { phones.end(agent, at: now.time) }
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
        if end == nil, departure.at.isJustBefore(time) { queues.takeBack(departure) }
    }

    /// The whole of a leg that had no visit counts for the visit whose answer came last before the merge.
    private mutating func attributeLegs(at time: Instant) {
        for leg in legs.indices where legs[leg].visit == nil {
            talks.all[leg].visit = queues.lastAnswered(until: min(legs[leg].to ?? time, time))
        }
        if isTalking { queues.goOn(in: talks.current.last?.visit) }
    }
}
