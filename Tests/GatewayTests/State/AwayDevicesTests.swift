import AdminAPI
import TestSupport
import Testing
import Values
import WallboardCore

@testable import Gateway

/// Which devices a board without its storage may be.
@Suite struct AwayDevicesTests {
    private func device(_ id: Int, model: String?) -> Device {
        Device(
            id: DeviceID("d-\(1_000 + id)")!, customer: CustomerID("bank")!, serial: Serial("TV-\(id)")!,
            name: "Screen \(id)", model: model, user: nil, boardLicence: .analytics, suspended: false,
            registeredAt: RandomDay.nine, credential: CredentialID("c-\(id)")!,
            secretHash: SecretHash(bytes: Array(repeating: 7, count: 32))!, enrolledWith: nil)
    }

    private func sighting(_ id: Int, model: String?, address: String, at millis: Int64) -> AwayDevices.Sighting {
        AwayDevices.Sighting(
            device: device(id, model: model), lastSeen: Instant(milliseconds: millis), address: address)
    }

    @Test("those of its model and address, the one that was seen last first, and no more than the bound")
    func random() {
        let seed = UInt64.random(in: 0...UInt64.max)
        var random = SplitMix64(seed: seed)
        for _ in 0..<200 {
            let all = (0..<Int.random(in: 0...60, using: &random)).map { id in
                sighting(
                    id, model: [nil, "A", "B"].randomElement(using: &random)!,
                    address: ["10.0.0.1", "10.0.0.2"].randomElement(using: &random)!,
                    at: Int64.random(in: 0...5, using: &random))
            }
            let away = AwayDevices(all) { _ in false }
            for model in ["A", "B", "C"] {
                let expected = all.filter { $0.device.model == model && $0.address == "10.0.0.1" }
                    .sorted { ($1.lastSeen, $0.device.id) < ($0.lastSeen, $1.device.id) }.map(\.device.id)
                let found = away.candidates(serial: "TV-new", model: model, address: "10.0.0.1").map(\.id)
                #expect(found == Array(expected.prefix(PendingPairing.maxCandidates)), "seed \(seed)")
            }
        }
    }

    @Test("one that no device can be is passed over before the bound is counted")
    func possible() {
        let all = (0..<30).map { sighting($0, model: "A", address: "a", at: Int64(100 - $0)) }
        let found = AwayDevices(all) { _ in false }.candidates(serial: "TV-new", model: "A", address: "a") {
            $0.serial.text.hasSuffix("9")
        }
        #expect(found.map(\.serial.text) == ["TV-9", "TV-19", "TV-29"])
    }

    @Test("hardware that has a device already, or whose model nobody said, may be none")
    func none() {
        let all = [sighting(1, model: "A", address: "a", at: 0), sighting(2, model: nil, address: "a", at: 0)]
        let away = AwayDevices(all) { $0.text == "TV-1" }
        #expect(away.candidates(serial: "TV-new", model: "A", address: "a").count == 1)
        #expect(away.candidates(serial: "TV-1", model: "A", address: "a").isEmpty)
        #expect(away.candidates(serial: "TV-new", model: nil, address: "a").isEmpty)
        #expect(away.candidates(serial: "not a serial", model: "A", address: "a").isEmpty)
    }
}
