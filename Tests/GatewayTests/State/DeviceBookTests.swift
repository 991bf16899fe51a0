import TestSupport
import Testing
import WallboardCore

@testable import Gateway

@Suite("The devices of a hub")
struct DeviceBookTests {
    private func device(_ number: Int, suspended: Bool, showing dashboard: DashboardID? = nil) -> Device {
        Device(
            id: DeviceID("d\(number)")!, customer: CustomerID("acme")!, serial: Serial("s\(number)")!, name: "D",
            model: nil, user: nil, boardLicence: .analytics, suspended: suspended, registeredAt: RandomDay.nine,
            credential: CredentialID("c\(number)")!, secretHash: SecretHash(bytes: Array(repeating: 0, count: 32))!,
            enrolledWith: nil, dashboard: dashboard)
    }

    @Test(
        "order, pages, seats and who shows what are those of a plain dictionary, whatever comes and goes",
        arguments: 0..<50)
    func likeADictionary(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let first = (0..<5).map { device($0, suspended: $0 == 3) }
        var book = DeviceBook(first.shuffled(using: &random))
        var model = Dictionary(uniqueKeysWithValues: first.map { ($0.id, $0) })
        for _ in 0..<200 {
            let dashboards: [DashboardID?] = [nil, DashboardID("floor"), DashboardID("door")]
            let new = device(
                Int.random(in: 0..<12, using: &random), suspended: Bool.random(using: &random),
                showing: dashboards.randomElement(using: &random) ?? nil)
            let isRemoved = Int.random(in: 0..<3, using: &random) == 0
            book[new.id] = isRemoved ? nil : new
            model[new.id] = isRemoved ? nil : new
            #expect(book.keys == model.keys.sorted(), "seed \(seed)")
            #expect(book.configured == model.values.count { !$0.suspended }, "seed \(seed)")
            let after = DeviceID("d\(Int.random(in: 0..<12, using: &random))")!
            #expect(
                Array(book.devices(after: after.text)) == model.values.filter { after < $0.id }.sorted { $0.id < $1.id }
            )
            #expect(Array(book.devices()).count == model.count)
            for dashboard in dashboards.compactMap(\.self) {
                let showing = model.values.filter { $0.dashboard == dashboard }.sorted { $0.id < $1.id }
                #expect(book.showing(dashboard) == showing, "seed \(seed)")
            }
        }
    }
}
