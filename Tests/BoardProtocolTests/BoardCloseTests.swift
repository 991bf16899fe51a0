import BoardProtocol
import Testing

@Suite("Closes are those of section 5")
struct BoardCloseTests {
    @Test("every code of the table is there")
    func codes() {
        let codes: [UInt16] = [
            1001, 1012, 1009, 1013, 4000, 4003, 4004, 4010, 4011, 4012, 4500, 4501, 4502, 4503, 4504, 4505,
        ]
        for code in codes { #expect(BoardClose(rawValue: code) != nil, "\(code)") }
    }

    @Test("a board comes back below 4500, and not from there on")
    func comingBack() {
        for close in BoardClose.allCases where close.code >= 4000 {
            #expect(close.comesBack == (close.code <= 4499), "\(close)")
        }
        #expect(BoardClose.restarting.comesBack)
        #expect(BoardClose.connectionLost.comesBack)
        #expect(!BoardClose.normal.comesBack)
        #expect(BoardClose.comesBack(after: 4499))
        #expect(!BoardClose.comesBack(after: 4500))
        #expect(!BoardClose.comesBack(after: 4999))
    }

    @Test("reasons fit into a close frame, and labels are single and fit for metrics")
    func texts() {
        for close in BoardClose.allCases {
            #expect((1...123).contains(close.reason.utf8.count), "\(close)")
            #expect(close.label.utf8.allSatisfy { (0x61...0x7A).contains($0) || $0 == 0x5F }, "\(close)")
        }
        #expect(Set(BoardClose.allCases.map(\.label)).count == BoardClose.allCases.count)
    }

    @Test("a refusal is followed by the close of its reason")
    func refusals() {
        let expected: [RefusalReason: UInt16] = [
            .seatLimit: 4010, .suspended: 4011, .unknownToken: 4501, .badEnrolmentKey: 4501, .removed: 4502,
            .replaced: 4503, .takenOver: 4504, .notEntitled: 4501, .tooManyAttempts: 4012,
            .customerClosed: 4505, .unavailable: 1013, .pairingUnavailable: 1013,
        ]
        for reason in RefusalReason.allCases { #expect(reason.close.code == expected[reason], "\(reason)") }
    }
}
