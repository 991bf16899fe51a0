import WallboardCore

/// The devices of one customer by id, with the ids in order beside them: a page of a list costs what it holds, and the
/// seats are counted as devices come and go.
struct DeviceBook {
    private var byID: [DeviceID: Device]
    private var ids: SortedArray<DeviceID>
    /// How many hold a seat.
    private(set) var configured: Int

    /// How many there are, suspended ones included.
    var count: Int { byID.count }

    /// The ids differ.
    init(_ devices: [Device]) {
        byID = Dictionary(uniqueKeysWithValues: devices.map { ($0.id, $0) })
        ids = SortedArray(devices.map(\.id))
        configured = devices.count { !$0.suspended }
    }

    subscript(id: DeviceID) -> Device? {
        get { byID[id] }
        set {
            let old = byID[id]
            byID[id] = newValue
            configured += (newValue.map { $0.suspended ? 0 : 1 } ?? 0) - (old.map { $0.suspended ? 0 : 1 } ?? 0)
            if old == nil, newValue != nil { ids.insert(id) }
            if old != nil, newValue == nil { ids.remove(id) }
        }
    }

    /// In no order.
    var values: Dictionary<DeviceID, Device>.Values { byID.values }
    /// Ascending.
    var keys: [DeviceID] { ids.elements }

    /// By id, beginning after `id`; nil: with the first.
    func devices(after id: DeviceID? = nil) -> some Sequence<Device> {
        ids.elements(after: id).lazy.compactMap { byID[$0] }
    }
}
