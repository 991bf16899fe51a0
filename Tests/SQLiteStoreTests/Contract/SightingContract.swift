import Store
import Testing
import WallboardCore

@Suite("Store contract: when devices were seen")
struct SightingContract {
    private func sighting(
        _ device: DeviceID, _ seconds: Int, _ address: String = "192.0.2.7", isAsleep: Bool = false
    ) -> DeviceSighting {
        DeviceSighting(device: device, at: morning + seconds, address: address, isAsleep: isAsleep)
    }

    @Test("the last sighting of each device is kept, of devices of any customers at once", arguments: Engine.allCases)
    func last(engine: Engine) async throws {
        try await engine.withStore { store in
            try await store.prepareAcme(seats: .unlimited)
            try await store.register("s1")
            try await store.register("s2")
            #expect(try await store.sightings(of: "acme") == [])
            try await store.noteSightings([
                sighting("device-s2", 5), sighting("device-s1", 6, isAsleep: true), sighting("gone", 7),
            ])
            // A clock may go back: what came last counts.
            try await store.noteSightings([sighting("device-s2", 3, "2001:db8::1")])
            let expected = [sighting("device-s1", 6, isAsleep: true), sighting("device-s2", 3, "2001:db8::1")]
            #expect(try await store.sightings(of: "acme") == expected)
            #expect(try await store.sightings(of: "nobody") == [])
            try await store.noteSightings([])
            try await store.noteSightings([sighting("device-s1", 8)])
            #expect(try await store.sightings(of: "acme") == [sighting("device-s1", 8), expected[1]])
            _ = try await store.deleteDevice("device-s1", of: "acme")
            #expect(try await store.sightings(of: "acme") == [expected[1]])
            try await store.deleteCustomer("acme", by: stamp(9))
            #expect(try await store.sightings(of: "acme") == [])
        }
    }
}
