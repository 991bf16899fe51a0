import BoardProtocol
import BoardServer
import Values
import WallboardCore

@testable import Gateway

/// A customer's rows as the tests of values need them: few names, so that random choices meet.
enum Example {
    static let bank = CustomerID("bank")!
    static let now = RandomDay.nine

    static func customer(_ maximum: SeatMaximum = .limited(9)) -> Customer {
        Customer(id: bank, name: "Bank", timeZone: "UTC", maximum: maximum, createdAt: now)
    }

    static func user(_ number: Int, _ supervisor: SupervisorLicence = .analytics) -> User {
        User(id: UserID("user-\(number)")!, name: "User \(number)", supervisor: supervisor)
    }

    static func device(
        _ number: Int, user: Int? = nil, serial: String? = nil, credential: String? = nil, suspended: Bool = false,
        secret: UInt8 = 0
    ) -> Device {
        Device(
            id: DeviceID("device-\(number)")!, customer: bank, serial: Serial(serial ?? "TV-\(number)")!,
            name: "Screen \(number)", model: "TV", user: user.map { UserID("user-\($0)")! }, boardLicence: .analytics,
            suspended: suspended, registeredAt: now, credential: CredentialID(credential ?? "c-\(number)")!,
            secretHash: SecretHash(bytes: Array(repeating: secret, count: 32))!, enrolledWith: nil)
    }

    static func key(_ number: Int, user: Int) -> EnrolmentKey {
        EnrolmentKey(
            id: CredentialID("k-\(number)")!, customer: bank, user: UserID("user-\(user)")!,
            secretHash: SecretHash(bytes: Array(repeating: 0, count: 32))!,
            createdAt: now.advanced(byMilliseconds: Int64(number)), expiresAt: nil, maxUses: nil)
    }

    static func registrations(
        _ customer: Customer = customer(), users: [User] = [], devices: [Device] = [], keys: [EnrolmentKey] = []
    ) -> Registrations {
        Registrations(customer: customer, users: users, devices: devices, keys: keys, dashboards: [])
    }

    static func connection(_ number: Int) -> ConnectionID {
        ConnectionID(loop: 0, slot: UInt32(1_000_000 + number), generation: 1)
    }

    static func arrival(_ number: Int) -> Arrival {
        Arrival(
            connection: connection(number), hello: Hello(serial: "TV-\(number)", credentials: .none),
            address: "10.0.0.\(number)")
    }

    static func entitlement(_ view: SupervisorLicence = .analytics) -> Entitlement {
        Entitlement(device: device(0, user: 0), user: user(0, view))
    }

    static func later(_ millis: Int64) -> Instant { now.advanced(byMilliseconds: millis) }
}
