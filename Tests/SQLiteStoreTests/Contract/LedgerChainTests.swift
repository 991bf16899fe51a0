import Store
import TestSupport
import Testing
import Values
import WallboardCore

@Suite("The chain of a ledger")
struct LedgerChainTests {
    private static let device = LedgerDevice(id: "d1", serial: "s1", user: "mia", licence: .analytics)

    /// A ledger with every kind of entry.
    private let ledger: [LedgerRecord] = {
        let moved = LedgerDevice(id: "d1", serial: "s1", user: nil, licence: .liveAnalytics)
        let other = LedgerDevice(id: "d2", serial: "s2", user: nil, licence: .analytics)
        let renewed = LedgerDevice(id: "d1", serial: "s3", user: nil, licence: .liveAnalytics)
        let changes: [(LedgerChange, SeatMaximum?)] = [
            (.opened(timeZone: "Europe/London"), .limited(5)), (.seatTaken(device, .pairing), nil),
            (.maximum(from: .limited(5), reason: "Order 7"), .unlimited),
            (.boardLicence(moved, from: .analytics), nil), (.seatTaken(other, .enrolmentKey), nil),
            (.hardware(renewed, from: "s1"), nil), (.seatFreed(renewed, .suspended), nil),
            (.seatTaken(renewed, .resumed), nil), (.timeZone("Asia/Tokyo"), nil),
            (.maximum(from: .unlimited, reason: nil), .limited(1)), (.seatFreed(renewed, .customerClosed), nil),
            (.seatFreed(other, .customerClosed), nil), (.closed, nil),
        ]
        return changes.enumerated().reduce(into: []) { ledger, change in
            let entry = LedgerEntry.next(
                after: ledger.last, of: "acme", change.element.0, maximum: change.element.1,
                by: Stamp(sam, at: morning + change.offset))
            ledger.append(LedgerRecord(sealing: entry))
        }
    }()

    @Test("a ledger as it was written has no fault, and one that goes on after its end neither")
    func right() {
        #expect(LedgerChain.firstFault(in: ledger) == nil)
        #expect(LedgerChain.firstFault(in: ledger, endingWith: ledger.last?.hash) == nil)
        #expect(LedgerChain.firstFault(in: []) == nil)
        let again = LedgerEntry.next(
            after: ledger.last, of: "acme", .opened(timeZone: "UTC"), maximum: .limited(1), by: stamp(99))
        #expect(LedgerChain.firstFault(in: ledger + [LedgerRecord(sealing: again)]) == nil)
    }

    @Test("the hash is that of the bytes that everybody can write down again")
    func hash() {
        let entry = ledger[0].entry
        #expect(
            entry.canonicalText == """
                {"at":"2027-01-15T08:00:00.000Z","author":"Sam (token t-sam)","configured":0,"customerId":"acme",\
                "kind":"opened","maxWallboards":5,\
                "previousHash":"0000000000000000000000000000000000000000000000000000000000000000","sequence":1,\
                "timeZone":"Europe/London"}
                """)
        // From sha256sum of that text.
        #expect(ledger[0].hash.text == "05cac14982f89b681d5f1ecc0d612f6f3c721b99a8d424cfd1730b342debcc99")
        #expect(ledger[1].entry.previous == ledger[0].hash)
    }

    @Test("an entry that is gone, twice there or in another place is found", arguments: 0..<13)
    func places(index: Int) {
        var gone = ledger
        gone.remove(at: index)
        let isCut = index == ledger.count - 1
        #expect(LedgerChain.firstFault(in: gone)?.sequence == (isCut ? nil : index + 2))
        #expect(LedgerChain.firstFault(in: gone, endingWith: ledger.last?.hash) != nil)
        var twice = ledger
        twice.insert(ledger[index], at: index)
        #expect(LedgerChain.firstFault(in: twice)?.sequence == index + 1)
        guard index > 0 else { return }
        var exchanged = ledger
        exchanged.swapAt(index - 1, index)
        #expect(LedgerChain.firstFault(in: exchanged)?.sequence == index + 1)
    }

    /// The entry with one thing changed, under the hash that it had.
    private func altered(_ record: LedgerRecord) -> [LedgerEntry] {
        let entry = record.entry
        func copy(
            sequence: Int? = nil, at: Instant? = nil, customer: CustomerID? = nil, author: Author? = nil,
            change: LedgerChange? = nil, configured: Int? = nil, maximum: SeatMaximum? = nil,
            previous: LedgerHash? = nil
        ) -> LedgerEntry {
            LedgerEntry(
                sequence: sequence ?? entry.sequence, at: at ?? entry.at, customer: customer ?? entry.customer,
                author: author ?? entry.author, change: change ?? entry.change,
                configured: configured ?? entry.configured, maximum: maximum ?? entry.maximum,
                previous: previous ?? entry.previous)
        }
        var copies = [
            copy(sequence: entry.sequence + 1), copy(at: entry.at.advanced(byMilliseconds: 1)),
            copy(at: entry.at.advanced(byMilliseconds: -2_000)), copy(customer: "other"),
            copy(author: Author(text: entry.author.text + " ")), copy(configured: entry.configured + 1),
            copy(maximum: .limited(77)), copy(previous: LedgerHash(String(repeating: "a", count: 64))),
        ]
        switch entry.change {
        case .opened: copies.append(copy(change: .opened(timeZone: "UTC")))
        case .timeZone: copies.append(copy(change: .timeZone("UTC")))
        case .maximum(let from, let reason):
            copies.append(copy(change: .maximum(from: .limited(78), reason: reason)))
            copies.append(copy(change: .maximum(from: from, reason: "another")))
        case .seatTaken(let device, _):
            copies.append(copy(change: .seatTaken(device, .carriedOver)))
            copies.append(copy(change: .seatFreed(device, .removed)))
            copies.append(
                copy(
                    change: .seatTaken(
                        LedgerDevice(id: device.id, serial: "s8", user: device.user, licence: device.licence), .pairing)
                ))
        case .seatFreed(let device, _): copies.append(copy(change: .seatFreed(device, .surplus)))
        case .boardLicence(let device, _):
            copies.append(copy(change: .boardLicence(device, from: .liveAnalytics)))
        case .hardware(let device, _): copies.append(copy(change: .hardware(device, from: "s8")))
        case .closed: copies.append(copy(change: .timeZone("UTC")))
        }
        return copies
    }

    @Test("an entry that was altered is found, whatever of it", arguments: 0..<13)
    func alterations(index: Int) {
        for entry in altered(ledger[index]) {
            var tampered = ledger
            tampered[index] = LedgerRecord(entry: entry, hash: ledger[index].hash)
            #expect(LedgerChain.firstFault(in: tampered) != nil, "\(entry)")
            // A recomputed hash is not the one that the next entry holds, or that the ledger is known to end with.
            tampered[index] = LedgerRecord(sealing: entry)
            let fault = LedgerChain.firstFault(in: tampered, endingWith: ledger.last?.hash)
            #expect(fault != nil, "\(entry)")
        }
        var wrongHash = ledger
        wrongHash[index] = LedgerRecord(entry: ledger[index].entry, hash: .none)
        #expect(LedgerChain.firstFault(in: wrongHash)?.sequence == index + 1)
    }

    /// All hashes recomputed from an entry on: only contradictions between the entries can reveal it.
    private func resealed(_ entries: [LedgerEntry]) -> [LedgerRecord] {
        entries.reduce(into: []) { ledger, entry in
            let linked = LedgerEntry(
                sequence: ledger.count + 1, at: entry.at, customer: entry.customer, author: entry.author,
                change: entry.change, configured: entry.configured, maximum: entry.maximum,
                previous: ledger.last?.hash ?? .none)
            ledger.append(LedgerRecord(sealing: linked))
        }
    }

    @Test("counts, maximum, devices and times that contradict each other are found behind right hashes")
    func contradictions() {
        let entries = ledger.map(\.entry)
        #expect(LedgerChain.firstFault(in: resealed(entries)) == nil)
        // Left out with the chain mended: every entry except the two that nothing else depends on.
        for index in entries.indices {
            var left = entries
            left.remove(at: index)
            let isBlind = entries[index].change.kind == "timeZone" || entries[index].change.kind == "closed"
            #expect((LedgerChain.firstFault(in: resealed(left)) == nil) == isBlind, "entry \(index + 1)")
        }
        for index in entries.indices.dropFirst() {
            for entry in altered(ledger[index]) where entry.configured != entries[index].configured {
                var changed = entries
                changed[index] = entry
                #expect(LedgerChain.firstFault(in: resealed(changed))?.sequence == index + 1)
            }
            for entry in altered(ledger[index]) where entry.at < entries[index].at {
                var changed = entries
                changed[index] = entry
                #expect(LedgerChain.firstFault(in: resealed(changed))?.sequence == index + 1)
            }
        }
    }

    @Test("a fault is reported in a sentence, and leaves the chain where it was")
    func fault() throws {
        var chain = LedgerChain()
        try chain.add(ledger[0])
        let fault = #expect(throws: LedgerFault.self) { try chain.add(ledger[2]) }
        #expect(fault?.description == "Entry 2 is missing: entry 3 is in its place.")
        try chain.add(ledger[1])
        #expect(chain.last == ledger[1])
    }
}
