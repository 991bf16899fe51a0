import Foundation
import Logging
import Synchronization
import Values

@testable import Webhooks

let hall = WebhookDevice(customerID: "acme", deviceID: "d1", name: "Hall", serial: "S-1")
let kitchen = WebhookDevice(customerID: "acme", deviceID: "d2", name: "Kitchen", serial: "S-2")
let office = WebhookDevice(customerID: "globex", deviceID: "d3", name: "Office", serial: "S-3")

/// 2026-11-24T09:00:00Z.
let morning = Instant(milliseconds: 1_795_510_800_000)

extension Instant {
    func plus(minutes: Int64) -> Instant { Instant(milliseconds: milliseconds + minutes * 60_000) }
}

func notice(_ number: Int) -> WebhookNotice {
    .seatsHigh(customerID: "c\(number)", configured: 8, maximum: 10, at: morning)
}

let quiet = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })

/// A file of secrets that is removed when the test ends.
final class SecretFile: Sendable {
    let path: String

    init(_ text: String) throws {
        path = FileManager.default.temporaryDirectory.appending(path: "secrets-\(UUID().uuidString)").path
        try text.write(toFile: path, atomically: true, encoding: .utf8)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }
}
