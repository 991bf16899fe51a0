import Testing

@testable import BoardServer

/// The rules of one board's outbox, one by one; the simulation has them all at once.
struct OutboxTests {
    private static let limits: BoardServerLimits = {
        var limits = BoardServerLimits()
        limits.maxQueuedFrames = 3
        limits.maxQueuedBytes = 100
        limits.maxQueuedControlFrames = 2
        return limits
    }()

    private static func frame(_ kind: EncodedFrame.Kind, _ count: Int = 10) -> EncodedFrame {
        EncodedFrame(bytes: Array(repeating: 0, count: count), kind: kind)
    }

    @Test("one frame too many replaces all by a snapshot")
    func oneFrameTooManyReplacesAllByASnapshot() {
        var outbox = Outbox()
        for _ in 1...3 { #expect(outbox.update(Self.frame(.state), within: Self.limits) == .queued) }
        #expect(outbox.update(Self.frame(.state), within: Self.limits) == .replaced(frames: 4))
        #expect(outbox.queue.isEmpty)
        #expect(outbox.wantsSnapshot)
        #expect(outbox.update(Self.frame(.state), within: Self.limits) == .left)
        outbox.replace(with: Self.frame(.state))
        #expect(!outbox.needsSnapshot)
        #expect(outbox.update(Self.frame(.state), within: Self.limits) == .queued)
    }

    @Test("one byte too many replaces all by a snapshot")
    func oneByteTooManyReplacesAllByASnapshot() {
        var outbox = Outbox()
        #expect(outbox.update(Self.frame(.state, 50), within: Self.limits) == .queued)
        #expect(outbox.update(Self.frame(.state, 50), within: Self.limits) == .queued)
        #expect(outbox.update(Self.frame(.state, 1), within: Self.limits) == .replaced(frames: 3))
    }

    /// A caller that counts what was given up must not count what goes out all the same.
    @Test("what is partly written or must be said is not replaced")
    func whatIsPartlyWrittenOrMustBeSaidIsNotReplaced() {
        var outbox = Outbox()
        _ = outbox.update(Self.frame(.state), within: Self.limits)
        _ = outbox.wrote(1)
        _ = outbox.say(Self.frame(.message), within: Self.limits)
        _ = outbox.update(Self.frame(.state), within: Self.limits)
        #expect(outbox.update(Self.frame(.state), within: Self.limits) == .replaced(frames: 2))
        #expect(outbox.queue.frameCount == 2)
    }

    /// It would age behind what a slow board has to take first.
    @Test("a snapshot is not asked for while anything waits")
    func aSnapshotIsNotAskedForWhileAnythingWaits() {
        var outbox = Outbox()
        #expect(outbox.say(Self.frame(.message), within: Self.limits) == true)
        outbox.startAnew()
        #expect(outbox.needsSnapshot && !outbox.wantsSnapshot)
        _ = outbox.wrote(10)
        #expect(outbox.wantsSnapshot)
    }

    @Test("what must be said has a bound of its own")
    func whatMustBeSaidHasABoundOfItsOwn() {
        var outbox = Outbox()
        for _ in 1...3 { _ = outbox.update(Self.frame(.state), within: Self.limits) }
        for _ in 1...2 { #expect(outbox.say(Self.frame(.transport), within: Self.limits) == true) }
        #expect(outbox.say(Self.frame(.message), within: Self.limits) == false)
        #expect(outbox.queue.frameCount == 5)
    }

    @Test("what is taken back is not written")
    func whatIsTakenBackIsNotWritten() {
        var outbox = Outbox()
        _ = outbox.say(Self.frame(.message), within: Self.limits)
        _ = outbox.update(Self.frame(.state), within: Self.limits)
        #expect(outbox.takeBack() == false)
        #expect(outbox.queue.byteCount == 10)
    }

    @Test("what is partly written or held by TLS cannot be taken back")
    func whatIsPartlyWrittenOrHeldByTLSCannotBeTakenBack() {
        for isHeld in [false, true] {
            var outbox = Outbox()
            _ = outbox.update(Self.frame(.state), within: Self.limits)
            _ = outbox.update(Self.frame(.state), within: Self.limits)
            if isHeld { outbox.blocked(offering: 10) } else { _ = outbox.wrote(1) }
            #expect(outbox.takeBack() == true)
            #expect(outbox.queue.frameCount == 1)
        }
    }

    @Test("the last frames take the place of state")
    func theLastFramesTakeThePlaceOfState() {
        var outbox = Outbox()
        _ = outbox.update(Self.frame(.state), within: Self.limits)
        outbox.startAnew()
        outbox.finish(with: [Self.frame(.message), Self.frame(.transport)])
        #expect(outbox.isFinished && !outbox.needsSnapshot)
        #expect(outbox.queue.frameCount == 2)
    }

    @Test("nothing follows the last frame")
    func nothingFollowsTheLastFrame() async {
        await #expect(processExitsWith: .failure) {
            var outbox = Outbox()
            outbox.finish(with: [])
            _ = outbox.say(EncodedFrame(bytes: [1], kind: .transport), within: BoardServerLimits())
        }
    }
}
