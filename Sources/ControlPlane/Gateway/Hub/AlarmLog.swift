import AdminAPI
import WallboardCore

/// The alarms about credentials since the gateway started: bounded, and one a device stands until it is cleared.
struct AlarmLog {
    /// Alarms of one customer that are listed.
    static let most = 100

    private var alarms: [DeviceAlarm] = []
    private var standing: [DeviceID: DeviceAlarm] = [:]

    var newestFirst: [DeviceAlarm] { alarms.reversed() }

    /// The last alarm of a device that was not cleared.
    func last(of device: DeviceID) -> DeviceAlarm? { standing[device] }

    mutating func add(_ alarm: DeviceAlarm) {
        if alarms.count == Self.most { alarms.removeFirst() }
        alarms.append(alarm)
        standing[alarm.device] = alarm
    }

    /// The device has another credential, or is gone.
    mutating func clear(_ device: DeviceID) {
        standing[device] = nil
    }
}
