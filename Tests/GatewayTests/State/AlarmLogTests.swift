import AdminAPI
import Testing
import Values
import WallboardCore

@testable import Gateway

@Suite("One alarm, not one for each try")
struct AlarmLogTests {
    private let start = Instant(milliseconds: 1_795_510_800_000)

    private func alarm(
        _ device: DeviceID, _ kind: DeviceAlarm.Kind = .clonedCredential, serial: String = "s", after millis: Int64 = 0
    ) throws -> DeviceAlarm {
        DeviceAlarm(
            at: start.advanced(byMilliseconds: millis), customer: try #require(CustomerID("acme")), device: device,
            kind: kind, serial: serial, address: "192.0.2.1")
    }

    @Test("the same try is not raised again for an hour")
    func theSameTryIsNotRaisedAgainForAnHour() throws {
        let (device, other) = (try #require(DeviceID("d1")), try #require(DeviceID("d2")))
        var log = AlarmLog()
        #expect(!log.hasRaised(.clonedCredential, of: device, serial: "s", at: start))
        log.add(try alarm(device))
        log.add(try alarm(device, .wrongSerial, serial: "thief", after: 5))
        for millis: Int64 in [0, 1, 60_000, GatewayLimits.Refusals.minAlarmRepeatMillis - 1] {
            let now = start.advanced(byMilliseconds: millis)
            #expect(log.hasRaised(.clonedCredential, of: device, serial: "s", at: now))
            #expect(!log.hasRaised(.clonedCredential, of: other, serial: "s", at: now))
            #expect(!log.hasRaised(.wrongSerial, of: device, serial: "another", at: now))
        }
        let later = start.advanced(byMilliseconds: GatewayLimits.Refusals.minAlarmRepeatMillis)
        #expect(!log.hasRaised(.clonedCredential, of: device, serial: "s", at: later))
        // A clock that was set back does not keep an alarm quiet for ever.
        let earlier = start.advanced(byMilliseconds: -1)
        #expect(!log.hasRaised(.clonedCredential, of: device, serial: "s", at: earlier))
    }

    @Test("another credential begins from scratch")
    func anotherCredentialBeginsFromScratch() throws {
        let device = try #require(DeviceID("d1"))
        var log = AlarmLog()
        log.add(try alarm(device))
        log.clear(device)
        #expect(!log.hasRaised(.clonedCredential, of: device, serial: "s", at: start))
        #expect(log.newestFirst.count == 1)
    }
}
