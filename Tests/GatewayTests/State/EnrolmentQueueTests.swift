import BoardServer
import Store
import TestSupport
import Testing
import WallboardCore

@testable import Gateway

@Suite("Boards that wait for the commit of their enrolment")
struct EnrolmentQueueTests {
    private func pending(_ number: Int) -> PendingEnrolment {
        let token = Credential.make(.deviceToken)
        return PendingEnrolment(
            arrival: Example.arrival(number),
            request: EnrolmentRequest(
                way: .enrolmentKey(CredentialID("k-1")!), serial: Serial("TV-\(number)")!, model: nil,
                newDevice: .make(),
                newCredential: token.id, newSecretHash: token.hash), token: token, displacesAnswering: false)
    }

    @Test(
        "each is taken once, in order and within the bound, unless it has left; somebody always empties it",
        arguments: 0..<30)
    func order(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var queue = EnrolmentQueue()
        var expected: [Int] = []
        var undecided: Set<Int> = []
        var isDraining = false
        for number in 0..<600 {
            let begins = queue.add(pending(number))
            #expect(begins == !isDraining, "seed \(seed)")
            isDraining = true
            expected.append(number)
            undecided.insert(number)
            if Int.random(in: 0..<3, using: &random) == 0 {
                let leaver = Int.random(in: 0...number, using: &random)
                queue.leave(Example.connection(leaver))
                expected.removeAll { $0 == leaver }
                undecided.remove(leaver)
            }
            #expect(queue.count == undecided.count, "seed \(seed)")
            guard Int.random(in: 0..<200, using: &random) == 0 || number == 599 else { continue }
            while queue.hasNext() {
                let batch = queue.takeNext()
                #expect(batch.count <= GatewayLimits.Boards.maxEnrolmentsPerCommit, "seed \(seed)")
                #expect(
                    batch.map(\.arrival.connection) == expected.prefix(batch.count).map(Example.connection),
                    "seed \(seed)")
                for (enrolment, number) in zip(batch, expected) {
                    let isThere = queue.decide(enrolment)
                    let isThereAgain = queue.decide(enrolment)
                    #expect(isThere && !isThereAgain, "seed \(seed)")
                    undecided.remove(number)
                }
                expected.removeFirst(batch.count)
            }
            #expect(expected.isEmpty && queue.count == 0, "seed \(seed)")
            isDraining = false
        }
    }
}
