import BoardProtocol
import Values
import WallboardCore

extension AdminRoutes {
    /// The boards that were refused within the last day, by reason.
    func listRefusals(_ call: AdminCall) async throws -> Answer {
        let report = try await ports.refusals(of: call.customer)
        return .json { json in
            json.beginObject()
            json.member("since", report.since)
            json.list("reasons", report.reasons) { json, reason in
                json.member("reason", reason.reason)
                json.member("count", reason.count)
                json.member("boards", reason.boards)
                json.member("lastAt", reason.lastAt)
            }
            json.list("attempts", report.attempts) { json, attempt in
                json.members(of: attempt)
                json.candidates(attempt.candidates)
            }
            json.endObject()
        }
    }
}

extension JSONWriter {
    /// Writes the members of a refused attempt.
    mutating func members(of attempt: RefusedAttempt) {
        member("at", attempt.at)
        member("customerId", attempt.customer?.text)
        member("serial", attempt.serial)
        member("model", attempt.model)
        member("address", attempt.address)
        member("reason", attempt.reason)
        member("detail", attempt.detail)
        member("count", attempt.count)
    }

    /// Writes the members of an alarm.
    mutating func members(of alarm: DeviceAlarm) {
        member("at", alarm.at)
        member("customerId", alarm.customer.text)
        member("deviceId", alarm.device.text)
        member("kind", alarm.kind.rawValue)
        member("serial", alarm.serial)
        member("address", alarm.address)
    }
}
