import AdminAPI
import Values
import WallboardCore

/// The alarms about credentials since the gateway started: bounded, and one for each device until it is cleared.
struct AlarmLog {
    private var alarms: [DeviceAlarm] = []
    private var standing: [DeviceID: DeviceAlarm] = [:]

    var newestFirst: [DeviceAlarm] { alarms.reversed() }

    /// The last alarm of a device that was not cleared.
    func last(of device: DeviceID) -> DeviceAlarm? { standing[device] }

    /// Whether this hardware recently raised this alarm: not every attempt is a new alarm. No longer once the device
    /// has another credential.
    func hasRaised(_ kind: DeviceAlarm.Kind, of device: DeviceID, serial: String, at now: Instant) -> Bool {
        guard standing[device] != nil else { return false }
        return alarms.contains { alarm in
            alarm.device == device && alarm.kind == kind && alarm.serial == serial
                && (0..<GatewayLimits.Refusals.minAlarmRepeatMillis).contains(now.milliseconds(since: alarm.at))
        }
    }

    mutating func add(_ alarm: DeviceAlarm) {
        if alarms.count == GatewayLimits.Refusals.maxAlarms { alarms.removeFirst() }
        alarms.append(alarm)
        standing[alarm.device] = alarm
    }

    /// The device has another credential, or is gone.
    mutating func clear(_ device: DeviceID) {
        standing[device] = nil
    }
}
