import WallboardCore

@testable import AdminAPI

let acme = sample(CustomerID("acme"))
let globex = sample(CustomerID("globex"))

/// A value that a test knows to be valid.
func sample<Value>(_ value: Value?) -> Value {
    guard let value else { preconditionFailure("a sample of \(Value.self) is not valid") }
    return value
}

/// A device of `customer` whose board is connected by default.
func sampleDevice(
    _ id: String, of customer: CustomerID = acme, suspended: Bool = false,
    connection: BoardConnection? = sampleConnection
) -> DeviceStatus {
    DeviceStatus(
        device: Device(
            id: sample(DeviceID(id)), customer: customer, serial: sample(Serial("SERIAL-\(id)")), name: "Board \(id)",
            model: "AFTT", user: nil, boardLicence: .analytics, suspended: suspended, registeredAt: GatewayDouble.start,
            credential: sample(CredentialID("credential-\(id)")),
            secretHash: sample(SecretHash(bytes: Array(repeating: 7, count: 32))), enrolledWith: nil),
        view: .none, connection: connection, lastSeen: GatewayDouble.start, lastAddress: "192.0.2.9")
}

let sampleConnection = BoardConnection(since: GatewayDouble.start, address: "192.0.2.7", appVersion: "1.2")
