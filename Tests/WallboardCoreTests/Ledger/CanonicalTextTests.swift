import BoardProtocol
import TestSupport
import Testing
import Values
import WallboardCore

@Suite("The canonical text of a ledger's entry")
struct CanonicalTextTests {
    private static let device = LedgerDevice(
        id: DeviceID("d1")!, serial: Serial("G0-12")!, user: UserID("mia@acme")!, licence: .liveAnalytics)

    private func entry(
        _ change: LedgerChange, author: String = "Sam", at milliseconds: Int64 = 1_795_517_166_123,
        maximum: SeatMaximum = .limited(10)
    ) -> LedgerEntry {
        LedgerEntry(
            sequence: 7, at: Instant(milliseconds: milliseconds), customer: CustomerID("acme")!,
            author: Author(text: author), change: change, configured: 3, maximum: maximum, previous: .none)
    }

    @Test("each kind has its members, sorted, and none that does not apply")
    func kinds() {
        let zeros = String(repeating: "0", count: 64)
        #expect(
            entry(.seatTaken(Self.device, .enrolmentKey)).canonicalText == """
                {"at":"2026-11-24T10:46:06.123Z","author":"Sam","boardLicence":"liveAnalytics","configured":3,\
                "customerId":"acme","deviceId":"d1","how":"enrolmentKey","kind":"seatTaken","maxWallboards":10,\
                "previousHash":"\(zeros)","sequence":7,"serial":"G0-12","userId":"mia@acme"}
                """)
        #expect(
            entry(.maximum(from: .unlimited, reason: nil)).canonicalText == """
                {"at":"2026-11-24T10:46:06.123Z","author":"Sam","configured":3,"customerId":"acme","kind":"maximum",\
                "maxWallboards":10,"previousHash":"\(zeros)","previousMaxWallboards":null,"sequence":7}
                """)
        #expect(
            entry(.maximum(from: .limited(0), reason: "Order 7"), maximum: .unlimited).canonicalText == """
                {"at":"2026-11-24T10:46:06.123Z","author":"Sam","configured":3,"customerId":"acme","kind":"maximum",\
                "maxWallboards":null,"previousHash":"\(zeros)","previousMaxWallboards":0,"reason":"Order 7","sequence":7}
                """)
        #expect(
            entry(.closed).canonicalText == """
                {"at":"2026-11-24T10:46:06.123Z","author":"Sam","configured":3,"customerId":"acme","kind":"closed",\
                "maxWallboards":10,"previousHash":"\(zeros)","sequence":7}
                """)
        #expect(entry(.timeZone("Asia/Tokyo")).canonicalText.hasSuffix("\"sequence\":7,\"timeZone\":\"Asia/Tokyo\"}"))
        let nobody = LedgerDevice(id: DeviceID("d1")!, serial: Serial("s2")!, user: nil, licence: .analytics)
        #expect(
            entry(.hardware(nobody, from: Serial("s1")!)).canonicalText.hasSuffix(
                "\"previousSerial\":\"s1\",\"sequence\":7,\"serial\":\"s2\"}"))
        #expect(
            entry(.boardLicence(nobody, from: .liveAnalytics)).canonicalText.contains(
                "\"previousBoardLicence\":\"liveAnalytics\",\"previousHash\""))
    }

    @Test("members are sorted by name for every kind")
    func sorted() {
        let changes: [LedgerChange] = [
            .opened(timeZone: "UTC"), .maximum(from: .unlimited, reason: "x"), .seatTaken(Self.device, .pairing),
            .seatFreed(Self.device, .removed), .boardLicence(Self.device, from: .analytics),
            .hardware(Self.device, from: Serial("s")!), .timeZone("UTC"), .closed,
        ]
        for change in changes {
            let names = entry(change).members.map(\.name)
            #expect(names == names.sorted() && Set(names).count == names.count)
        }
    }

    @Test(
        "only what JSON does not allow inside quotes is escaped, as RFC 8785 says",
        arguments: [
            ("a\"b\\c/d", #"a\"b\\c/d"#), ("\u{8}\t\n\u{C}\r", #"\b\t\n\f\r"#),
            ("\u{0}\u{1}\u{B}\u{F}\u{10}\u{1F}", #"\u0000\u0001\u000b\u000f\u0010\u001f"#),
            ("\u{7F}\u{80}\u{2028}\u{FEFF}", "\u{7F}\u{80}\u{2028}\u{FEFF}"),
            ("Zoë Ωmega 漢字 😀", "Zoë Ωmega 漢字 😀"), ("\r\n", #"\r\n"#),
            // The example of RFC 8785, section 3.2.2.2.
            ("\u{20AC}$\u{F}\nA'B\"\\\\\"/", "\u{20AC}$\\u000f\\nA'B\\\"\\\\\\\\\\\"/"),
        ])
    func escapes(text: String, written: String) {
        let canonical = entry(.closed, author: text).canonicalText
        #expect(canonical.utf8.elementsEqual(expected(written).utf8))
    }

    private func expected(_ author: String) -> String {
        """
        {"at":"2026-11-24T10:46:06.123Z","author":"\(author)","configured":3,"customerId":"acme","kind":"closed",\
        "maxWallboards":10,"previousHash":"\(LedgerHash.none)","sequence":7}
        """
    }

    @Test("texts that look alike stay different")
    func normalization() {
        let (composed, decomposed) = (entry(.closed, author: "\u{E9}"), entry(.closed, author: "e\u{301}"))
        #expect(!composed.canonicalText.utf8.elementsEqual(decomposed.canonicalText.utf8))
    }

    @Test("times are written as the protocol writes them", arguments: 0..<4 as Range<UInt64>)
    func times(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var moments: [Int64] = [
            Instant.writable.lowerBound, Instant.writable.upperBound, 0, -1, 1, 951_782_399_999, 951_782_400_000,
            951_868_800_000, 4_107_542_399_999,
        ]
        for _ in 0..<2_000 { moments.append(Int64.random(in: Instant.writable, using: &random)) }
        for moment in moments {
            let text = entry(.closed, at: moment).canonicalText
            let expected = Instant(milliseconds: moment).description
            #expect(text.hasPrefix("{\"at\":\"\(expected)\",\"author\""), "seed \(seed): \(moment)")
        }
    }
}

@Suite("The next entry of a ledger")
struct NextEntryTests {
    private let customer = CustomerID("acme")!
    private let device = LedgerDevice(
        id: DeviceID("d1")!, serial: Serial("s1")!, user: nil, licence: .analytics)
    private let hash = LedgerHash(String(repeating: "b", count: 64))!

    private func stamp(_ milliseconds: Int64) -> Stamp { Stamp(.gateway, at: Instant(milliseconds: milliseconds)) }

    @Test("it counts, links and keeps what the change leaves")
    func next() {
        let first = LedgerEntry.next(
            after: nil, of: customer, .opened(timeZone: "UTC"), maximum: .limited(4), by: stamp(50))
        #expect(first.sequence == 1 && first.configured == 0 && first.previous == .none)
        let record = LedgerRecord(entry: first, hash: hash)
        let second = LedgerEntry.next(after: record, of: customer, .seatTaken(device, .pairing), by: stamp(60))
        #expect(second.sequence == 2 && second.configured == 1 && second.previous == hash)
        #expect(second.maximum == .limited(4) && second.at.milliseconds == 60)
        let raised = LedgerEntry.next(
            after: LedgerRecord(entry: second, hash: hash), of: customer, .maximum(from: .limited(4), reason: nil),
            maximum: .unlimited, by: stamp(40))
        #expect(raised.maximum == .unlimited && raised.configured == 1)
        // The clock went back; the ledger does not.
        #expect(raised.at.milliseconds == 60)
        let freed = LedgerEntry.next(
            after: LedgerRecord(entry: raised, hash: hash), of: customer, .seatFreed(device, .removed), by: stamp(61))
        #expect(freed.configured == 0 && freed.maximum == .unlimited)
    }

    @Test("a NUL in a reason, which not every engine keeps, is replaced")
    func nul() {
        let entry = LedgerEntry.next(
            after: nil, of: customer, .maximum(from: .unlimited, reason: "a\u{0}b"), maximum: .limited(1), by: stamp(1))
        #expect(entry.change == .maximum(from: .unlimited, reason: "a\u{FFFD}b"))
    }
}
