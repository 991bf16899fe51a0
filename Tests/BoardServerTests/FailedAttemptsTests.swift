import BoardProtocol
import EventLoop
import Testing
import Values

@testable import BoardServer

/// Which failed attempts count, and who gets in all the same.
@Suite(.serialized) struct FailedAttemptsTests {
    private func withFew(_ body: (BoardPort) async throws -> Void) async throws {
        try await BoardPort.with(
            {
                $0.maxFailedAttempts = 3
                $0.failedAttemptMillis = 3_600_000
            }, body)
    }

    /// A board whose token the control plane does not know; returns what it is closed with.
    private func failing(_ serial: String, _ port: BoardPort) throws -> UInt16? {
        let board = try TestBoard(serial: serial, to: port.address)
        let id = try port.events.hello(serial)
        port.post(.close(id, message: nil, .badCredentials, revokes: false), to: id)
        return try board.closeCode().code
    }

    private func pairing(_ serial: String, _ port: BoardPort) throws -> TestBoard {
        let board = try TestBoard(to: port.address)
        try board.say(Hello(serial: serial, credentials: .none).encode())
        return board
    }

    @Test("a board with a good token gets in whatever others of its address did")
    func aBoardWithAGoodTokenGetsInWhateverOthersOfItsAddressDid() async throws {
        try await withFew { port in
            for number in 0..<3 { #expect(try failing("bad-\(number)", port) == 4_501) }
            for number in 3..<20 { #expect(try failing("bad-\(number)", port) == 4_012) }
            #expect(try pairing("stranger", port).closeCode().code == 4_012)
            #expect(port.events.left.isEmpty == false, "the ends of boards that said hello")
            let (good, _) = try port.board("good")
            try good.close()
            #expect(try good.closeCode().code == 1_000)
        }
    }

    @Test("boards that come to be paired count whether they get in or not")
    func boardsThatComeToBePairedCountWhetherTheyGetInOrNot() async throws {
        try await withFew { port in
            for number in 0..<3 {
                let board = try pairing("new-\(number)", port)
                let id = try port.events.hello("new-\(number)")
                port.post(.admit(id, greeting: [.control(Array("code".utf8))], nil), to: id)
                #expect(try board.message() == "code")
            }
            #expect(try pairing("one-more", port).closeCode().code == 4_012)
        }
    }

    @Test("boards that do not say hello count")
    func boardsThatDoNotSayHelloCount() async throws {
        try await withFew { port in
            for _ in 0..<4 {
                let board = try TestBoard(to: port.address)
                try board.say("{}")
                #expect(try board.closeCode().code == 4_500, "it is told what is wrong, however often")
            }
            #expect(try failing("bad", port) == 4_012)
            _ = try port.board("good")
        }
    }

    @Test("an address is counted alone")
    func anAddressIsCountedAlone() {
        var limits = BoardServerLimits()
        limits.maxFailedAttempts = 2
        let attempts = FailedAttempts(within: limits)
        let addresses = ["192.0.2.1", "192.0.2.2", "2001:db8::1", "2001:db8:0:1::1"].compactMap { IPAddress($0) }
        for address in addresses {
            #expect(attempts.take(from: address, at: 0) && attempts.take(from: address, at: 0))
            #expect(!attempts.take(from: address, at: 0))
        }
        #expect(IPAddress("2001:db8::ffff").map { attempts.take(from: $0, at: 0) } == false, "of the same /64")
        #expect(attempts.take(from: addresses[0], at: limits.failedAttemptMillis))
    }
}
