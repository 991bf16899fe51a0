import Values
import WallboardCore

extension Device {
    /// Writes the members that name it: `id`, `name`, `serial`.
    func writeIdentity(to json: inout JSONWriter) {
        json.member("id", id.text)
        json.member("name", name)
        json.member("serial", serial.text)
    }
}

/// What is known of a device and of its board.
extension DeviceStatus: JSONMembers {
    func write(to json: inout JSONWriter) {
        let figures = connection?.figures
        json.member("id", device.id.text)
        json.member("customerId", device.customer.text)
        json.member("serial", device.serial.text)
        json.member("name", device.name)
        json.member("model", device.model)
        json.member("userId", device.user?.text)
        json.member("dashboardId", device.dashboard?.text)
        json.member("dashboardLeavesOut", tilesLeftOut)
        json.member("boardLicence", device.boardLicence.rawValue)
        json.member("view", view.rawValue)
        json.member("suspended", device.suspended)
        json.member("registeredAt", device.registeredAt)
        json.member("status", presence.rawValue)
        json.member("connectedSince", connection?.since)
        json.member("lastSeen", lastSeen)
        json.member("address", connection?.address ?? lastAddress)
        json.member("appVersion", connection?.appVersion)
        json.member("note", connection?.note)
        json.member("roundTripMillis", figures?.roundTripMillis)
        json.member("queuedBytes", figures?.queuedBytes)
        json.member("lastMessageAt", figures?.lastMessageAt)
        json.object("alarm", alarm) { json, alarm in
            json.member("at", alarm.at)
            json.member("kind", alarm.kind.rawValue)
            json.member("serial", alarm.serial)
            json.member("address", alarm.address)
        }
    }
}

extension DeviceAlarm: JSONMembers {
    func write(to json: inout JSONWriter) {
        json.member("at", at)
        json.member("customerId", customer.text)
        json.member("deviceId", device.text)
        json.member("kind", kind.rawValue)
        json.member("serial", serial)
        json.member("address", address)
    }
}

/// The devices that a board without a seat may be.
struct Candidate: JSONMembers {
    let status: DeviceStatus

    func write(to json: inout JSONWriter) {
        status.device.writeIdentity(to: &json)
        json.member("status", status.presence.rawValue)
        json.member("lastSeen", status.lastSeen)
    }
}

/// Why boards were refused, and the attempts with what each board may be.
extension RefusalReport: JSONMembers {
    func write(to json: inout JSONWriter) {
        json.member("since", since)
        json.list("reasons", reasons) { json, reason in
            json.member("reason", reason.reason)
            json.member("count", reason.count)
            json.member("boards", reason.boards)
            json.member("lastAt", reason.lastAt)
        }
        json.list("attempts", attempts) { json, attempt in
            json.members(of: attempt)
            json.list("candidates", attempt.candidates.map(Candidate.init))
        }
    }
}

/// A refused attempt, without the devices that the board may be.
extension RefusedAttempt: JSONMembers {
    func write(to json: inout JSONWriter) {
        json.member("at", at)
        json.member("customerId", customer?.text)
        json.member("serial", serial)
        json.member("model", model)
        json.member("address", address)
        json.member("reason", reason)
        json.member("detail", detail)
        json.member("count", count)
    }
}

/// What is known of a screen that waits for a seat.
extension WaitingScreen: JSONMembers {
    func write(to json: inout JSONWriter) {
        let choice = board.choice
        json.member("customerId", board.customer.text)
        json.member("serial", board.serial.text)
        json.member("model", board.model)
        json.member("name", choice.name)
        json.member("userId", choice.user.text)
        json.member("dashboardId", choice.dashboard?.text)
        json.member("place", place)
        json.member("reason", isEntitled ? "seatLimit" : "notEntitled")
        json.member("pairedBy", choice.author.text)
        json.member("since", board.since)
        json.member("expiresAt", board.expiresAt)
        json.member("connected", connection != nil)
        json.member("connectedSince", connection?.since)
        json.member("address", connection?.address)
        json.member("appVersion", connection?.appVersion)
        json.list("candidates", candidates.map(Candidate.init))
    }
}

/// The board that shows a code, and the device that it is already, if any.
extension PendingPairing: JSONMembers {
    func write(to json: inout JSONWriter) {
        json.member("userCode", code.description)
        json.member("serial", serial)
        json.member("model", model)
        json.member("appVersion", appVersion)
        json.member("address", address)
        json.member("expiresAt", expiresAt)
        json.object("device", device) { json, device in
            json.member("id", device.id.text)
            json.member("name", device.name)
            json.member("userId", device.user?.text)
            json.member("suspended", device.suspended)
        }
        json.list("candidates", candidates.map(Candidate.init))
    }
}
