import Testing
import WallboardCore

@testable import AdminAPI

@Suite("Shares of what is bounded")
struct SharesTests {
    private func bearer(_ token: String, _ role: Role = .customer, of customer: String? = nil) -> Principal {
        Principal(
            token: sample(CredentialID(token)), name: "x", role: role, customer: customer.map { sample(CustomerID($0)) }
        )
    }

    /// How many of 100 tries get one, and what they got.
    private func takeAll(of shares: Shares, _ principal: Principal) -> [Shares.Share] {
        (0..<100).compactMap { _ in shares.takeOne(for: principal) }
    }

    @Test("a customer has a quarter, whatever tokens it uses, and the provider keeps a share")
    func division() {
        let shares = Shares(64)
        let acme = takeAll(of: shares, bearer("a1", .customer, of: "acme"))
        #expect(acme.count == 16)
        #expect(shares.takeOne(for: bearer("a2", .feed, of: "acme")) == nil)
        let others = ["b", "c", "d"].map { takeAll(of: shares, bearer($0, of: $0)).count }
        // What was taken and not kept was released at once.
        #expect(others == [16, 16, 16])
        let monitor = takeAll(of: shares, bearer("m", .monitor))
        let globex = takeAll(of: shares, bearer("g", .customer, of: "globex"))
        #expect(monitor.count == 16 && globex.count == 16)
        #expect(shares.takeOne(for: bearer("h", .customer, of: "initech")) == nil)
        let provider = takeAll(of: shares, bearer("p", .provider))
        #expect(provider.count == 16)
        acme[0].giveBack()
        acme[0].giveBack()
        #expect(shares.takeOne(for: bearer("h", .customer, of: "initech")) != nil)
        withExtendedLifetime((acme, monitor, globex, provider)) {}
    }

    @Test("a share grows while it may, and all of it comes back")
    func growth() {
        let shares = Shares(400)
        let acme = bearer("a", of: "acme")
        for _ in 0..<3 {
            let share = shares.share(of: acme)
            #expect(share.grow(by: 60) && !share.grow(by: 41) && share.grow(by: 40) && !share.grow(by: 1))
            share.giveBack()
            #expect(share.grow(by: 100))
        }
        #expect(shares.share(of: acme).grow(by: 100))
    }
}
