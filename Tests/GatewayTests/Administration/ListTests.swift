import AdminAPI
import TestSupport
import Testing
import Values
import WallboardCore

@testable import Gateway

@Suite("Lists, page by page")
struct ListTests {
    /// Walks through a list by pages of a random length, from each page's last item on.
    private func walk<Item: Listed>(
        _ random: inout SplitMix64, _ page: (PageSelection) async throws -> [Item]
    ) async throws -> [String] {
        var met: [String] = []
        let limit = Int.random(in: 1...9, using: &random)
        while true {
            let items = try await page(PageSelection(after: met.last, limit: limit))
            #expect(items.count <= limit)
            met += items.map(\.sortKey)
            if items.count < limit { return met }
        }
    }

    @Test("each page goes on behind the one before, and all of them together are the list")
    func lists() async throws {
        let seed = UInt64.random(in: .min ... .max)
        var random = SplitMix64(seed: seed)
        let directory = try TemporaryDirectory()
        let gateway = try await TestGateway(in: directory)
        let ports = gateway.administration
        let bank = try #require(CustomerID("bank"))
        let ids = ["bank", "b", "z-1", "0", "acme", "acme-2"]
        for id in ids {
            try await ports.createCustomer(
                NewCustomer(id: CustomerID(id)!, name: id, timeZone: "Europe/London", maximum: .unlimited))
        }
        #expect(try await walk(&random) { try await ports.customers($0) } == ids.sorted(), "seed \(seed)")

        let users = Set((0..<40).map { _ in "u\(Int.random(in: 0..<1_000, using: &random))" }).sorted()
        for user in users.shuffled(using: &random) {
            try await ports.putUser(
                User(
                    id: UserID(user)!, name: user, extension: "", userLicence: nil, agentAddOn: false,
                    desktopClient: false, crmAddOn: false, supervisor: .analytics), of: bank)
        }
        #expect(try await walk(&random) { try await ports.users(of: bank, $0) } == users, "seed \(seed)")

        var keys: [EnrolmentKey] = []
        for number in 0..<20 {
            // Some of one moment, and once a clock that was set back.
            gateway.setTime(RandomDay.nine.advanced(byMilliseconds: Int64(number / 3) * (number < 12 ? 1 : -1)))
            keys.append(
                try await ports.createEnrolmentKey(
                    for: UserID(users[0])!, of: bank, expiresInSeconds: nil, maxUses: nil
                ).record)
        }
        let sorted = keys.map(\.sortKey).sorted()
        #expect(try await walk(&random) { try await ports.enrolmentKeys(of: bank, $0) } == sorted, "seed \(seed)")

        let dashboards = ["floor", "door", "a", "roof"]
        for dashboard in dashboards {
            _ = try await ports.putDashboard(
                Dashboard(id: DashboardID(dashboard)!, title: dashboard), of: bank, if: { _ in true }, dryRun: false)
        }
        let shown = try await walk(&random) { try await ports.dashboards(of: bank, $0) }
        #expect(shown == dashboards.sorted(), "seed \(seed)")

        var tokens: [String] = []
        for number in 0..<12 {
            gateway.setTime(RandomDay.nine.advanced(byMilliseconds: Int64(number / 4)))
            let issued = try await ports.createToken(
                NewToken(
                    role: .monitor, customer: number.isMultiple(of: 2) ? bank : nil, name: "Sam", maySetMaximum: false,
                    expiresInSeconds: nil))
            tokens.append(AdminTokenStatus(record: issued.record, lastUsedAt: nil).sortKey)
        }
        #expect(try await walk(&random) { try await ports.tokens(of: nil, $0) } == tokens.sorted(), "seed \(seed)")
        let own = tokens.enumerated().filter { $0.offset.isMultiple(of: 2) }.map(\.element).sorted()
        #expect(try await walk(&random) { try await ports.tokens(of: bank, $0) } == own, "seed \(seed)")
        await gateway.stop()
    }
}
