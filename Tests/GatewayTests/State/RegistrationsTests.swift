import AdminAPI
import Store
import TestSupport
import Testing
import WallboardCore

@testable import Gateway

@Suite("What is registered of a customer")
struct RegistrationsTests {
    @Test("a device is found by what it has now, whatever comes, changes and goes", arguments: 0..<50)
    func devices(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var registrations = Example.registrations(users: (0..<3).map { Example.user($0) })
        var model: [DeviceID: Device] = [:]
        var made = 0
        for _ in 0..<200 {
            let number = Int.random(in: 0..<8, using: &random)
            let id = DeviceID("device-\(number)")!
            if Int.random(in: 0..<4, using: &random) == 0 {
                registrations.remove(id)
                model[id] = nil
            } else {
                // Hardware and token are new, or those that the device has.
                made += 1
                let keeps = Bool.random(using: &random) ? model[id] : nil
                let device = Example.device(
                    number, user: Int.random(in: 0..<3, using: &random),
                    serial: keeps?.serial.text ?? "TV-\(made)", credential: keeps?.credential.text ?? "c-\(made)",
                    suspended: Bool.random(using: &random))
                let before = registrations.put(device)
                #expect(before == model[id], "seed \(seed)")
                model[id] = device
            }
            #expect(registrations.seats.configured == model.values.count { !$0.suspended }, "seed \(seed)")
            for number in 0...made {
                let (serial, credential) = (Serial("TV-\(number)")!, CredentialID("c-\(number)")!)
                #expect(
                    registrations.devices.device(with: serial) == model.values.first { $0.serial == serial },
                    "seed \(seed)")
                #expect(
                    registrations.devices.device(carrying: credential)
                        == model.values.first { $0.credential == credential }, "seed \(seed)")
            }
        }
    }

    @Test("hardware that moves to another device is found there, in whichever order the rows come")
    func moved() {
        for order in [[0, 1], [1, 0]] {
            var registrations = Example.registrations(devices: [Example.device(0), Example.device(1)])
            let rows = [
                Example.device(0, serial: "TV-1", credential: "c-1"),
                Example.device(1, serial: "TV-2", credential: "c-2"),
            ]
            for index in order { registrations.put(rows[index]) }
            #expect(registrations.devices.device(with: Serial("TV-1")!) == rows[0])
            #expect(registrations.devices.device(with: Serial("TV-2")!) == rows[1])
            #expect(registrations.devices.device(carrying: CredentialID("c-1")!) == rows[0])
            #expect(registrations.devices.device(with: Serial("TV-0")!) == nil)
        }
    }

    @Test("a user's keys go with the user")
    func keysOfAUser() {
        var registrations = Example.registrations(
            users: [Example.user(0), Example.user(1)],
            keys: [Example.key(0, user: 0), Example.key(1, user: 1), Example.key(2, user: 0)])
        let gone = Set(registrations.remove(UserID("user-0")!))
        #expect(gone == [CredentialID("k-0")!, CredentialID("k-2")!])
        #expect(registrations.keys.count == 1 && registrations.users.count == 1)
    }

    @Test("a committed part of users names the devices whose boards may show something else")
    func usersOutcome() {
        var registrations = Example.registrations(
            users: (0..<3).map { Example.user($0) },
            devices: [Example.device(0, user: 0), Example.device(1, user: 1), Example.device(2, user: 2)])
        let same = Example.user(1)
        var recounted = Example.device(2, user: 2)
        recounted.boardLicence = .liveAnalytics
        let outcome = UsersOutcome(
            users: [
                .init(before: Example.user(0), after: Example.user(0, .contactCentre)),
                .init(before: same, after: same),
            ], devices: [recounted])
        #expect(registrations.put(outcome) == [DeviceID("device-0")!, DeviceID("device-2")!])
        #expect(registrations.users[UserID("user-0")!]?.supervisor == .contactCentre)
        #expect(registrations.devices[DeviceID("device-2")!] == recounted)
    }

    @Test("an edit names what is there, and a key wants a user whose licence gives a view")
    func checks() throws {
        let registrations = Example.registrations(users: [Example.user(0), Example.user(1, .none)])
        var edit = DeviceEdit()
        edit.user = .some(UserID("user-9")!)
        #expect(throws: AdminError.self) { try registrations.change(edit) }
        edit.user = .some(UserID("user-0")!)
        #expect(try registrations.change(edit).user == .user(UserID("user-0")!))
        edit.user = .some(nil)
        #expect(try registrations.change(edit).user == .nobody)
        try registrations.checkKey(for: UserID("user-0")!)
        #expect(throws: AdminError.self) { try registrations.checkKey(for: UserID("user-1")!) }
    }
}
