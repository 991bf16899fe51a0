import TestSupport
import Testing

@testable import BoardServer

/// The queue against a model that keeps every byte, and a TLS that holds a record as OpenSSL does.
struct WriteQueueTests {
    /// What waits, byte for byte.
    private struct Model {
        struct Frame {
            let bytes: [UInt8]
            let kind: EncodedFrame.Kind
            var written = 0
        }

        var frames: [Frame] = []
        /// Bytes from the first unwritten one on that TLS holds.
        var held = 0

        var byteCount: Int { frames.reduce(0) { $0 + $1.bytes.count - $1.written } }

        /// The next `count` bytes, or fewer where fewer wait.
        func next(_ count: Int) -> [UInt8] {
            var bytes: [UInt8] = []
            for frame in frames where bytes.count < count {
                bytes += frame.bytes[frame.written...].prefix(count - bytes.count)
            }
            return bytes
        }

        /// Returns whether a message ended.
        mutating func wrote(_ count: Int) -> Bool {
            var left = count
            var ended: [Frame] = []
            while let frame = frames.first, frame.bytes.count - frame.written <= left {
                left -= frame.bytes.count - frame.written
                ended.append(frames.removeFirst())
            }
            if left > 0 { frames[0].written += left }
            held = 0
            return ended.contains { $0.kind != .transport }
        }

        /// Returns whether state stays.
        mutating func dropState() -> Bool {
            var reach = held
            frames = frames.filter { frame in
                let isCommitted = frame.written > 0 || reach > 0
                reach -= min(reach, frame.bytes.count - frame.written)
                return isCommitted || frame.kind != .state
            }
            return frames.contains { $0.kind == .state }
        }
    }

    @Test("random operations give the same bytes as the model")
    func randomOperationsGiveTheSameBytesAsTheModel() throws {
        for seed in 0..<150 as Range<UInt64> { try run(seed) }
    }

    private func run(_ seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        var queue = WriteQueue()
        var model = Model()
        var scratch: [UInt8] = []
        for step in 0..<120 {
            let place: Comment = "seed \(seed), step \(step)"
            switch random.below(10) {
            case 0...3:
                let frame = Self.frame(&random)
                queue.append(frame)
                model.frames.append(Model.Frame(bytes: frame.bytes, kind: frame.kind))
            case 4: #expect(queue.dropState() == model.dropState(), place)
            default:
                let offered = Self.offer(queue, &scratch)
                #expect(model.next(offered.count) == offered, place)
                #expect(offered.isEmpty == model.frames.isEmpty, place)
                guard !offered.isEmpty else { continue }
                try #require(offered.count <= WriteQueue.recordBytes, "more than a record: \(place)")
                if model.held > 0 { try #require(offered.count == model.held, "exactly what TLS holds: \(place)") }
                if random.oneIn(3) {
                    queue.blocked(offering: offered.count)
                    model.held = offered.count
                } else {
                    // A record that TLS holds is finished as a whole.
                    let count = model.held > 0 ? model.held : 1 + random.below(offered.count)
                    #expect(queue.wrote(count) == model.wrote(count), place)
                }
            }
            #expect(queue.byteCount == model.byteCount, place)
            #expect(queue.frameCount == model.frames.count, place)
            #expect(queue.isEmpty == model.frames.isEmpty, place)
        }
        while case let offered = Self.offer(queue, &scratch), !offered.isEmpty {
            #expect(model.next(offered.count) == offered, "seed \(seed), at the end")
            let count = model.held > 0 ? model.held : offered.count
            #expect(queue.wrote(count) == model.wrote(count))
        }
        #expect(model.frames.isEmpty, "seed \(seed)")
    }

    /// All that waits goes into one record and one write.
    @Test("small frames are offered together")
    func smallFramesAreOfferedTogether() {
        var queue = WriteQueue()
        for byte in 1...4 as ClosedRange<UInt8> {
            queue.append(EncodedFrame(bytes: Array(repeating: byte, count: 100), kind: .state))
        }
        var scratch: [UInt8] = []
        #expect(Self.offer(queue, &scratch).count == 400)
        #expect(queue.wrote(400) == true)
        #expect(queue.isEmpty)
    }

    /// No copy where one frame waits alone: what is offered is the shared frame itself.
    @Test("a frame that waits alone is offered without a copy")
    func aFrameThatWaitsAloneIsOfferedWithoutACopy() {
        var queue = WriteQueue()
        let frame = EncodedFrame(bytes: Array(repeating: 7, count: 40_000), kind: .state)
        queue.append(frame)
        _ = queue.wrote(WriteQueue.recordBytes)
        var scratch: [UInt8] = []
        guard
            case .frame(let offered, from: WriteQueue.recordBytes, count: WriteQueue.recordBytes) = queue.nextChunk(
                &scratch)
        else {
            Issue.record("not the frame from where it was left")
            return
        }
        #expect(offered === frame)
        #expect(scratch.isEmpty)
    }

    /// With more behind it, TLS would finish the record that it holds and hold the next, of which the queue knows
    /// nothing.
    @Test("what TLS holds is offered alone and what came after it can be taken back")
    func whatTLSHoldsIsOfferedAloneAndWhatCameAfterItCanBeTakenBack() {
        var queue = WriteQueue()
        var scratch: [UInt8] = []
        queue.append(EncodedFrame(bytes: Array(repeating: 1, count: 10), kind: .message))
        queue.blocked(offering: Self.offer(queue, &scratch).count)
        queue.append(EncodedFrame(bytes: Array(repeating: 2, count: 10), kind: .state))
        #expect(Self.offer(queue, &scratch) == Array(repeating: 1, count: 10))
        queue.blocked(offering: 10)
        #expect(queue.dropState() == false, "the state frame is not in the record")
        #expect(queue.byteCount == 10)
    }

    @Test("the end of a transport frame is not the end of a message")
    func theEndOfATransportFrameIsNotTheEndOfAMessage() {
        var queue = WriteQueue()
        queue.append(EncodedFrame(bytes: [1, 2], kind: .transport))
        queue.append(EncodedFrame(bytes: [3, 4], kind: .message))
        #expect(queue.wrote(3) == false, "a ping, and half of a message")
        #expect(queue.wrote(1) == true, "the other half")
    }

    private static func frame(_ random: inout SplitMix64) -> EncodedFrame {
        let count = random.oneIn(8) ? 1 + random.below(40_000) : 1 + random.below(900)
        let start = random.below(251)
        // 251 is prime: the same bytes do not recur at another place of a record.
        let bytes = (0..<count).map { UInt8((start + $0) % 251) }
        let kind: EncodedFrame.Kind = random.oneIn(4) ? .transport : random.oneIn(4) ? .message : .state
        return EncodedFrame(bytes: bytes, kind: kind)
    }

    private static func offer(_ queue: WriteQueue, _ scratch: inout [UInt8]) -> [UInt8] {
        switch queue.nextChunk(&scratch) {
        case .frame(let frame, let start, let count): Array(frame.bytes[start..<start + count])
        case .scratch: scratch
        case nil: []
        }
    }
}
