import Store
import Values
import WallboardCore

extension ModelStore {
    func ledger(of customer: CustomerID, after sequence: Int, limit: Int) -> [LedgerRecord] {
        Array((state.ledgers[customer] ?? []).filter { $0.entry.sequence > sequence }.prefix(limit))
    }

    func ledgerMarks(of customer: CustomerID) -> [LedgerRecord] {
        let records = state.ledgers[customer] ?? []
        return records.indices.filter { index in
            let isSetBack = index > 0 && records[index].entry.at < records[index - 1].entry.at
            return isSetBack || records[index].entry.change.billingTimeZone != nil
        }.map { records[$0] }
    }

    // MARK: Admins

    func createToken(_ token: AdminToken, removingEndedBy end: Instant) throws(StoreError) {
        if let customer = token.customer { _ = try index(of: customer) }
        guard self.token(token.id) == nil else { throw .alreadyExists }
        var token = token
        if token.revokedAt == nil {
            token.revokedAt = token.createdBy.flatMap { maker in self.token(maker)?.revokedAt }
        }
        state.tokens.append(token)
        guard let customer = token.customer else { return }
        let ended = tokens(of: customer, after: nil, limit: .max).filter { !$0.isGood(at: end) }
        let gone = Set(ended.dropLast(CustomerLimits.endedTokens).map(\.id))
        state.tokens.removeAll { gone.contains($0.id) }
    }

    func token(_ id: CredentialID) -> AdminToken? {
        state.tokens.first { $0.id == id }
    }

    func tokens(of customer: CustomerID?, after position: AgePosition?, limit: Int) -> [AdminToken] {
        let tokens = customer == nil ? state.tokens : state.tokens.filter { $0.customer == customer }
        let following = tokens.filter { token in
            position.map { $0 < AgePosition(at: token.createdAt, id: token.id.text) } ?? true
        }
        return Array(inOrder(following.sorted { $0.id < $1.id }, by: \.createdAt).prefix(limit))
    }

    func goodTokens(of customer: CustomerID, at now: Instant) -> Int {
        state.tokens.count { $0.customer == customer && $0.isGood(at: now) }
    }

    func revokeToken(_ id: CredentialID, at now: Instant) throws(StoreError) -> AdminToken {
        guard token(id) != nil else { throw .notFound }
        var family: Set<CredentialID> = [id]
        while let next = state.tokens.first(where: { token in
            !family.contains(token.id) && token.createdBy.map { family.contains($0) } ?? false
        }) { family.insert(next.id) }
        for index in state.tokens.indices where family.contains(state.tokens[index].id) {
            if state.tokens[index].revokedAt == nil { state.tokens[index].revokedAt = now }
        }
        guard let token = token(id) else { throw .notFound }
        return token
    }

    func retentionTime() -> RetentionTime? { state.retentionTime }

    func noteRetentionTime(_ time: RetentionTime) { state.retentionTime = time }

    func beginAudit(_ record: AuditRecord) -> Int {
        state.lastAuditNumber += 1
        state.audit.append(record.numbered(state.lastAuditNumber, status: record.status))
        return state.lastAuditNumber
    }

    func finishAudit(_ number: Int, status: Int) {
        guard let index = state.audit.firstIndex(where: { $0.number == number }) else { return }
        let record = state.audit[index].numbered(number, status: status)
        state.audit[index] = record
        guard (400..<500).contains(status) else { return }
        let others = state.audit.indices.filter { place in
            let other = state.audit[place]
            return other.number != number && other.author == record.author && other.operation == record.operation
                && other.status == status && other.customer == record.customer
                && abs(other.at.milliseconds(since: record.at)) < 3_600_000
        }.prefix(10)
        let source = AddressBlock.name(countedFor: record.address)
        let same = others.first { AddressBlock.name(countedFor: state.audit[$0].address) == source }
        guard let equal = same ?? (others.count == 10 ? others.last : nil) else { return }
        state.audit[equal] = state.audit[equal].counting(record.at)
        state.audit.remove(at: index)
    }

    func audit(of customer: CustomerID?, before number: Int?, limit: Int) -> [AuditRecord] {
        let records = state.audit.filter { record in
            (customer.map { record.customer == $0 && record.number > state.auditAfter[$0] ?? 0 } ?? true)
                && number.map { record.number < $0 } ?? true
        }
        return Array(records.reversed().prefix(limit))
    }

    func pruneAudit(before end: Instant, keepingRefusals: Int, limit: Int) -> Int {
        let old = inOrder(state.audit.filter { $0.at < end }, by: \.at).prefix(limit).map(\.number)
        state.audit.removeAll { old.contains($0.number) }
        let refusals = state.audit.filter { (400..<500).contains($0.status ?? 0) }
        let surplus = refusals.dropLast(keepingRefusals).prefix(limit - old.count).map(\.number)
        state.audit.removeAll { surplus.contains($0.number) }
        return old.count + surplus.count
    }

    // MARK: Call events

    func append(
        _ events: [CallEvent], of customer: CustomerID, recalling calls: Set<String>, receivedAt: Instant
    ) throws(StoreError) -> AppendOutcome {
        _ = try index(of: customer)
        var stored = state.events[customer] ?? []
        let earlier = related(to: calls, stored)
        let accepted = events.map { event -> Acceptance? in
            if stored.contains(where: { $0.id == event.id }) { return nil }
            var event = event
            state.accepted += 1
            event.acceptance = Acceptance(number: state.accepted, at: receivedAt)
            stored.append(event)
            return event.acceptance
        }
        state.events[customer] = stored
        return AppendOutcome(accepted: accepted, earlier: earlier)
    }

    func events(
        of customer: CustomerID, _ selection: EventSelection, after start: EventPosition?, limit: Int
    ) -> EventPage {
        var found = selected(selection, of: customer)
        if let start { found = found.filter { ($0.event.time, $0.number) > (start.time, start.number) } }
        let page = found.prefix(limit)
        let next = found.count > limit ? page.last.map { EventPosition(time: $0.event.time, number: $0.number) } : nil
        return EventPage(events: page.map(\.event), next: next)
    }

    func events(ofCalls calls: Set<String>, of customer: CustomerID) throws(StoreError) -> [CallEvent] {
        _ = try index(of: customer)
        return related(to: calls, state.events[customer] ?? [])
    }

    /// The events of these calls and of those that merges made one with them.
    private func related(to calls: Set<String>, _ events: [CallEvent]) -> [CallEvent] {
        var calls = calls
        while true {
            let related = events.filter { event in event.calls.contains { calls.contains($0) } }
            let found = Set(related.flatMap(\.calls))
            if found.isSubset(of: calls) { return related.filter { $0.call.map(calls.contains) ?? false } }
            calls.formUnion(found)
        }
    }

    func deleteEvents(of customer: CustomerID, _ selection: EventSelection, limit: Int) -> Int {
        let gone = Set(selected(selection, of: customer).prefix(limit).map(\.event.id))
        state.events[customer]?.removeAll { gone.contains($0.id) }
        return gone.count
    }

    func earliestEvent(of customer: CustomerID) -> Instant? {
        (state.events[customer] ?? []).map(\.time).min()
    }

    func latestArrival(of customer: CustomerID) -> Instant? {
        inOrder(state.events[customer] ?? [], by: \.time).last?.acceptance.at
    }

    func eventCounts() -> StoredEventCounts {
        StoredEventCounts(byCustomer: state.events.mapValues(\.count).filter { $0.value > 0 }, ofFormer: 0)
    }

    func undoUnfinishedAppends() {}

    func newestEvent() -> Int64 { Int64(state.events.values.map(\.count).max() ?? 0) }

    /// The model numbers the events of each customer by their place; tests compare pages and never numbers.
    private func selected(
        _ selection: EventSelection, of customer: CustomerID
    ) -> [(event: CallEvent, number: Int64)] {
        (state.events[customer] ?? []).enumerated().map { (event: $0.element, number: Int64($0.offset) + 1) }
            .filter { event, number in
                event.time >= selection.from && selection.to.map { event.time < $0 } ?? true
                    && selection.arrivedUpTo.map { number <= $0 } ?? true
            }.sorted { ($0.event.time, $0.number) < ($1.event.time, $1.number) }
    }

    // MARK: What the rules speak of

    /// Writes an entry about what was changed just before: its counts are those of the devices and customers now.
    func record(_ change: LedgerChange, of customer: CustomerID, by stamp: Stamp) {
        let last = state.ledgers[customer]?.last
        let entry = LedgerEntry(
            sequence: (last?.entry.sequence ?? 0) + 1,
            at: last.map {
                (1...60_000).contains($0.entry.at.milliseconds - stamp.at.milliseconds) ? $0.entry.at : stamp.at
            }
                ?? stamp.at,
            customer: customer, author: stamp.author, change: change, configured: configured(of: customer).count,
            maximum: state.customers.first { $0.id == customer }!.maximum, previous: last?.hash ?? .none)
        state.ledgers[customer, default: []].append(LedgerRecord(entry: entry, hash: LedgerHash(of: entry)))
    }

    /// Changes a device, and writes its entries of the ledger.
    @discardableResult
    func change(_ before: Device, by stamp: Stamp, _ change: (inout Device) -> Void) -> Device {
        let index = state.devices.firstIndex { $0.id == before.id }!
        var after = before
        change(&after)
        state.devices[index] = after
        func write(_ change: LedgerChange) { record(change, of: before.customer, by: stamp) }
        if !before.suspended && after.suspended {
            write(.seatFreed(LedgerDevice(before), .suspended))
        } else if before.suspended && !after.suspended {
            write(.seatTaken(LedgerDevice(after), .resumed))
        } else if !after.suspended {
            if before.boardLicence != after.boardLicence {
                let device = LedgerDevice(
                    id: after.id, serial: before.serial, user: after.user, licence: after.boardLicence)
                write(.boardLicence(device, from: before.boardLicence))
            }
            if before.serial != after.serial { write(.hardware(LedgerDevice(after), from: before.serial)) }
        }
        return after
    }

    func lastChangeOfMaximum(of customer: CustomerID) -> LedgerRecord? {
        for record in (state.ledgers[customer] ?? []).reversed() {
            switch record.entry.change {
            case .maximum: return record
            case .opened: return nil
            default: continue
            }
        }
        return nil
    }

    func index(of id: CustomerID) throws(StoreError) -> Int {
        guard let index = state.customers.firstIndex(where: { $0.id == id }) else { throw .notFound }
        return index
    }

    func index(of id: DeviceID, of customer: CustomerID) throws(StoreError) -> Int {
        guard let index = state.devices.firstIndex(where: { $0.id == id && $0.customer == customer }) else {
            throw .notFound
        }
        return index
    }

    func user(_ id: UserID, of customer: CustomerID) -> User? {
        state.users[customer]?.first { $0.id == id }
    }

    /// The devices that hold a seat, newest registration first.
    func configured(of customer: CustomerID) -> [Device] {
        inOrder(state.devices.filter { $0.customer == customer && !$0.suspended }, by: \.registeredAt).reversed()
    }

    /// By a moment; those of the same moment stay in the order of arrival.
    func inOrder<Record>(_ records: [Record], by moment: KeyPath<Record, Instant>) -> [Record] {
        records.enumerated().sorted { a, b in
            let (first, second) = (a.element[keyPath: moment], b.element[keyPath: moment])
            return first == second ? a.offset < b.offset : first < second
        }.map(\.element)
    }
}

extension AuditRecord {
    fileprivate func numbered(_ number: Int, status: Int?) -> AuditRecord {
        AuditRecord(
            number: number, at: at, author: author, role: role, address: address, operation: operation, path: path,
            customer: customer, change: change, status: status, count: count, lastAt: lastAt)
    }

    fileprivate func counting(_ moment: Instant) -> AuditRecord {
        AuditRecord(
            number: number, at: at, author: author, role: role, address: address, operation: operation, path: path,
            customer: customer, change: change, status: status, count: count + 1, lastAt: max(lastAt ?? at, moment))
    }
}
