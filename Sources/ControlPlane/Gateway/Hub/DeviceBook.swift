import WallboardCore

/// The devices of one customer by id, with the ids in order beside them, and which of them show a dashboard: a page of a list
/// costs what it holds, and the seats are counted as devices come and go.
struct DeviceBook {
    private var book: Book<DeviceID, Device>
    private var byDashboard: [DashboardID: Set<DeviceID>] = [:]
    /// How many hold a seat.
    private(set) var configured: Int

    /// How many there are, suspended ones included.
    var count: Int { book.count }

    /// The ids differ.
    init(_ devices: [Device]) {
        book = Book(devices, by: \.id)
        configured = devices.count { !$0.suspended }
        for device in devices { noteShown(by: device) }
    }

    subscript(id: DeviceID) -> Device? {
        get { book[id] }
        set {
            let old = book[id]
            book[id] = newValue
            configured += (newValue.map { $0.suspended ? 0 : 1 } ?? 0) - (old.map { $0.suspended ? 0 : 1 } ?? 0)
            guard old?.dashboard != newValue?.dashboard else { return }
            if let dashboard = old?.dashboard {
                byDashboard[dashboard]?.remove(id)
                if byDashboard[dashboard]?.isEmpty == true { byDashboard[dashboard] = nil }
            }
            if let newValue { noteShown(by: newValue) }
        }
    }

    private mutating func noteShown(by device: Device) {
        if let dashboard = device.dashboard { byDashboard[dashboard, default: []].insert(device.id) }
    }

    /// In no order.
    var values: Dictionary<DeviceID, Device>.Values { book.values }
    /// Ascending.
    var keys: [DeviceID] { book.names }

    /// By id, beginning after the one with the text `id`, there or not; nil: with the first.
    func devices(after id: String? = nil) -> some Sequence<Device> { book.values(after: id) }

    /// The devices that a dashboard is assigned to, by id.
    func showing(_ dashboard: DashboardID) -> [Device] {
        (byDashboard[dashboard] ?? []).sorted().compactMap { book[$0] }
    }
}
