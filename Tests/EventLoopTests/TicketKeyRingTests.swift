import Testing

@testable import EventLoop

struct TicketKeyRingTests {
    private let start: Int64 = 1_700_000_000

    private func rotated(_ seconds: Int64...) -> TicketKeyRing {
        var ring = TicketKeyRing(at: start)
        for each in seconds { ring.rotate(at: start + each) }
        return ring
    }

    @Test("a key seals for twelve hours")
    func aKeySealsForTwelveHours() {
        let ring = TicketKeyRing(at: start)
        #expect(rotated(0, 43_199).keys.count == 1)
        var later = ring
        later.rotate(at: start + 43_200)
        #expect(later.keys.count == 2)
        #expect(later.keys[1] == ring.keys[0])
        #expect(later.keys[0].madeAt == start + 43_200)
        #expect(later.keys[0].name != ring.keys[0].name)
    }

    @Test("a key opens for as long as a ticket of it may live")
    func aKeyOpensForAsLongAsATicketOfItMayLive() {
        let ring = TicketKeyRing(at: start)
        let key = ring.keys[0]
        #expect(ring.key(named: key.name, at: start + 129_599) == key)
        #expect(ring.key(named: key.name, at: start + 129_600) == nil)
        #expect(ring.key(named: [UInt8](repeating: 0, count: 16), at: start) == nil)
        #expect(rotated(43_200, 86_400, 129_599).keys.count == 3)
        #expect(rotated(43_200, 86_400, 129_600).keys.count == 3, "the first has gone")
    }

    @Test("a ring that rested for long has one new key")
    func aRingThatRestedForLongHasOneNewKey() {
        #expect(rotated(1_000_000).keys.map(\.madeAt) == [start + 1_000_000])
    }

    @Test("a clock that is set back a little changes nothing")
    func aClockThatIsSetBackALittleChangesNothing() {
        let ring = TicketKeyRing(at: start)
        var later = ring
        later.rotate(at: start - 3_600)
        #expect(later == ring)
    }

    @Test("keys of a clock that was wrong go")
    func keysOfAClockThatWasWrongGo() {
        let ring = rotated(-3_601)
        #expect(ring.keys.map(\.madeAt) == [start - 3_601])
    }

    @Test("there are never more keys than the bound")
    func thereAreNeverMoreKeysThanTheBound() {
        var ring = TicketKeyRing(at: start)
        // A clock that goes back and forth by an hour less than what makes a key too old.
        for turn in 0..<50 { ring.rotate(at: start + (turn % 2 == 0 ? 43_200 : 0) + Int64(turn) * 1_800) }
        #expect((1...TicketKeyRing.maxKeys).contains(ring.keys.count))
    }

    @Test("what a file holds is the same ring")
    func whatAFileHoldsIsTheSameRing() {
        let ring = rotated(43_200, 86_400)
        #expect(TicketKeyRing(ring.bytes) == ring)
        #expect(ring.bytes.count <= TicketKeys.maxBytes)
    }

    @Test("anything else is no ring")
    func anythingElseIsNoRing() {
        let bytes = rotated(43_200).bytes
        #expect(TicketKeyRing([]) == nil)
        #expect(TicketKeyRing(Array("wallboard ticket keys 1\n".utf8)) == nil, "no key")
        #expect(TicketKeyRing(Array("wallboard ticket keys 2\n".utf8) + bytes.dropFirst(24)) == nil)
        for count in 1..<bytes.count where count != bytes.count - 88 {
            #expect(TicketKeyRing(Array(bytes.prefix(count))) == nil, "\(count) bytes of it")
        }
        #expect(TicketKeyRing(bytes + bytes.dropFirst(24) + bytes.dropFirst(24)) == nil, "six keys")
        var ofAnotherAge = bytes
        ofAnotherAge[24] = 0x80
        #expect(TicketKeyRing(ofAnotherAge) == nil, "made before 1970")
    }
}
