import EventLoop
import Glibc
import Testing

struct MailboxTests {
    @Test("messages come out in order and once")
    func messagesComeOutInOrderAndOnce() throws {
        let mailbox = try Mailbox<Int>(capacity: 10)
        #expect(mailbox.post(1))
        #expect(mailbox.post(contentsOf: [2, 3]))
        var drained = [99]
        mailbox.drain(into: &drained)
        #expect(drained == [1, 2, 3])
        mailbox.drain(into: &drained)
        #expect(drained == [])
    }

    @Test("a full mailbox refuses and has room again when drained")
    func aFullMailboxRefusesAndHasRoomAgainWhenDrained() throws {
        let mailbox = try Mailbox<Int>(capacity: 3)
        #expect(mailbox.post(contentsOf: [1, 2]))
        #expect(!mailbox.post(contentsOf: [3, 4]), "all or none")
        #expect(mailbox.post(3))
        #expect(!mailbox.post(4))
        var drained: [Int] = []
        mailbox.drain(into: &drained)
        #expect(drained == [1, 2, 3])
        #expect(mailbox.post(5))
    }

    @Test("places can be kept for messages that matter more")
    func placesCanBeKeptForMessagesThatMatterMore() throws {
        let mailbox = try Mailbox<Int>(capacity: 4)
        #expect(mailbox.post(contentsOf: [1, 2], keepingFree: 2))
        #expect(!mailbox.post(3, keepingFree: 2))
        #expect(mailbox.post(3))
        #expect(!mailbox.post(contentsOf: [4, 5], keepingFree: 0))
        #expect(mailbox.post(4))
    }

    @Test("a closed mailbox refuses and gives up what it has")
    func aClosedMailboxRefusesAndGivesUpWhatItHas() throws {
        let mailbox = try Mailbox<Int>(capacity: 3)
        mailbox.post(1)
        #expect(!mailbox.isClosed)
        mailbox.close()
        #expect(!mailbox.post(2))
        #expect(mailbox.isClosed)
        var drained: [Int] = []
        mailbox.drain(into: &drained)
        #expect(drained == [1])
    }

    @Test("the descriptor is readable exactly while messages wait")
    func theDescriptorIsReadableExactlyWhileMessagesWait() throws {
        let mailbox = try Mailbox<Int>(capacity: 3)
        var poller = try Poller(maxEvents: 1)
        try poller.add(mailbox.wakeUp, token: PollToken(slot: 0, generation: 0), interest: .read)
        var drained: [Int] = []
        for _ in 0..<3 {
            var ready = poller.wait(timeoutMilliseconds: 0)
            #expect(ready == 0)
            mailbox.post(contentsOf: [])
            ready = poller.wait(timeoutMilliseconds: 0)
            #expect(ready == 0)
            mailbox.post(1)
            mailbox.post(2)
            ready = poller.wait(timeoutMilliseconds: 0)
            #expect(ready == 1)
            mailbox.drain(into: &drained)
        }
    }

    @Test("many threads lose nothing and keep their own order")
    func manyThreadsLoseNothingAndKeepTheirOwnOrder() throws {
        let threads = 8
        let messagesOfEach = 20_000
        let mailbox = try Mailbox<(thread: Int, number: Int)>(capacity: 1_000)
        let posters = try (0..<threads).map { thread in
            try LoopThread.start(name: "poster-\(thread)", cpu: nil) {
                for number in 0..<messagesOfEach {
                    while !mailbox.post((thread, number)) { sched_yield() }
                }
            }
        }
        var poller = try Poller(maxEvents: 1)
        try poller.add(mailbox.wakeUp, token: PollToken(slot: 0, generation: 0), interest: .read)
        var next = [Int](repeating: 0, count: threads)
        var batch: [(thread: Int, number: Int)] = []
        var received = 0
        while received < threads * messagesOfEach {
            guard poller.wait(timeoutMilliseconds: 20_000) == 1 else { throw Stuck(what: "\(received) received") }
            mailbox.drain(into: &batch)
            try #require(batch.count <= mailbox.capacity)
            for message in batch {
                try #require(message.number == next[message.thread])
                next[message.thread] += 1
            }
            received += batch.count
        }
        for poster in posters { poster.join() }
        mailbox.drain(into: &batch)
        #expect(batch.isEmpty)
    }
}
