import TestSupport
import Testing

@testable import BoardServer

/// Boards that read in fits and starts behind the smallest buffers that the kernel gives: TLS holds a record nearly all
/// the time, while frames come, are replaced and are taken back behind it.
@Suite(.serialized) struct SmallBufferTests {
    @Test("a slow board never misses anything and never dies", arguments: 1...4 as ClosedRange<UInt64>)
    func aSlowBoardNeverMissesAnythingAndNeverDies(_ seed: UInt64) async throws {
        var random = SplitMix64(seed: seed)
        try await BoardPort.with {
            $0.kernelSendBufferBytes = 1
            $0.maxMessagesPerWindow = .max
            $0.maxQueuedControlFrames = 1_000
        } _: { port in
            let publisher = Publisher(port)
            let (board, id) = try port.board("slow", on: publisher.topic, deflated: false)
            var follower = Follower()
            for step in 0..<600 {
                switch random.below(8) {
                case 0...3:
                    let padding = random.oneIn(6) ? random.below(40_000) : random.below(900)
                    publisher.publish(padding: padding)
                case 4: try board.ping()
                case 5:
                    // Another subscription takes back what waits; nothing is revoked.
                    publisher.subscribe(id)
                default:
                    if follower.seq < publisher.seq, random.oneIn(2) { try Self.follow(board, &follower) }
                }
                #expect(port.log.lines.isEmpty, "seed \(seed), step \(step): \(port.log.lines)")
            }
            while follower.seq < publisher.seq { try Self.follow(board, &follower) }
            #expect(port.counters[.tlsFailures] == 0, "seed \(seed)")
            #expect(port.log.lines.isEmpty, "seed \(seed): \(port.log.lines)")
        }
    }

    private static func follow(_ board: TestBoard, _ follower: inout Follower) throws {
        let message = try board.message()
        if message.hasPrefix("update") || message.hasPrefix("snapshot") { try follower.take(message) }
    }
}
