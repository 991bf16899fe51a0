import AdminAPI
import BoardProtocol
import BoardServer
import WallboardCore

/// Which devices a board may be whose browser has lost its storage, so that an admin can give it its seat back: while it
/// shows a code, waits for a seat, or is refused for want of one.
extension CustomerHub {
    /// The devices that are away now.
    var awayDevices: AwayDevices {
        let away = devices.values.lazy.compactMap { device -> AwayDevices.Sighting? in
            guard !device.suspended, self.boards[device.id] == nil, let seen = self.lastSeen[device.id] else {
                return nil
            }
            return AwayDevices.Sighting(device: device, lastSeen: seen.at, address: seen.address)
        }
        return AwayDevices(away) { self.device(with: $0) != nil }
    }

    /// The devices that a board with this hello may be.
    func candidates(for hello: Hello, at address: String) -> [DeviceStatus] {
        candidates(for: hello, at: address, among: awayDevices)
    }

    /// The devices that a board with this hello may be, among those that are away.
    func candidates(for hello: Hello, at address: String, among away: AwayDevices) -> [DeviceStatus] {
        away.candidates(serial: hello.serial, model: hello.model, address: address).map(status(of:))
    }

    /// The refusals of the last day; the last attempt of each board that found no seat says which devices it may be. Such a
    /// board comes back with its key, so that only devices count that this key renews.
    func refusalReport() -> RefusalReport {
        let now = surroundings.clock()
        var report = refusals.report(at: now)
        let away = awayDevices
        var seen: Set<String> = []
        for (index, attempt) in report.attempts.enumerated() where seen.insert(attempt.serial).inserted {
            guard attempt.reason == RefusalReason.seatLimit.rawValue,
                let key = attempt.enrolmentKey.flatMap({ keys[$0] })
            else { continue }
            let supervisor = users[key.user]?.supervisor
            let found = away.candidates(serial: attempt.serial, model: attempt.model, address: attempt.address) {
                device in
                let facts = AdmissionFacts(
                    way: .enrolmentKey(key), supervisor: supervisor, device: device, seats: seats)
                return AdmissionDecision.decide(facts, at: now) == .renew(device)
            }
            report.attempts[index].candidates = found.map(status(of:))
        }
        return report
    }
}
