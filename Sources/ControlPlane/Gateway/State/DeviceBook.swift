import AdminAPI
import WallboardCore

/// The devices of one customer by id, with the ids in order beside them, and by credential, serial, user and dashboard:
/// a page of a list costs what it holds, and the seats are counted as devices come and go.
struct DeviceBook {
    private var book: Book<DeviceID, Device>
    private var byUser: [UserID: Set<DeviceID>] = [:]
    private var byDashboard: [DashboardID: Set<DeviceID>] = [:]
    private var byCredential: [CredentialID: DeviceID]
    private var bySerial: [Serial: DeviceID]
    /// How many hold a seat.
    private(set) var configured: Int

    /// How many there are, suspended ones included.
    var count: Int { book.count }

    /// The ids differ, and so do credentials and serials.
    init(_ devices: [Device]) {
        book = Book(devices, by: \.id)
        byCredential = Dictionary(uniqueKeysWithValues: devices.map { ($0.credential, $0.id) })
        bySerial = Dictionary(uniqueKeysWithValues: devices.map { ($0.serial, $0.id) })
        configured = devices.count { !$0.suspended }
        for device in devices {
            Self.move(device.id, from: nil, to: device.user, in: &byUser)
            Self.move(device.id, from: nil, to: device.dashboard, in: &byDashboard)
        }
    }

    subscript(id: DeviceID) -> Device? {
        get { book[id] }
        set {
            let old = book[id]
            book[id] = newValue
            configured += (newValue.map { $0.suspended ? 0 : 1 } ?? 0) - (old.map { $0.suspended ? 0 : 1 } ?? 0)
            Self.move(id, from: old?.user, to: newValue?.user, in: &byUser)
            Self.move(id, from: old?.dashboard, to: newValue?.dashboard, in: &byDashboard)
            Self.move(id, from: old?.credential, to: newValue?.credential, in: &byCredential)
            Self.move(id, from: old?.serial, to: newValue?.serial, in: &bySerial)
        }
    }

    private static func move<Key: Hashable>(
        _ device: DeviceID, from old: Key?, to new: Key?, in index: inout [Key: Set<DeviceID>]
    ) {
        guard old != new else { return }
        if let old {
            index[old]?.remove(device)
            if index[old]?.isEmpty == true { index[old] = nil }
        }
        if let new { index[new, default: []].insert(device) }
    }

    private static func move<Key: Hashable>(
        _ device: DeviceID, from old: Key?, to new: Key?, in index: inout [Key: DeviceID]
    ) {
        guard old != new else { return }
        // Another device may have it by now.
        if let old, index[old] == device { index[old] = nil }
        if let new { index[new] = device }
    }

    /// The device whose token has this public half.
    func device(carrying credential: CredentialID) -> Device? { byCredential[credential].flatMap { book[$0] } }

    /// The device that this hardware has registered as.
    func device(with serial: Serial) -> Device? { bySerial[serial].flatMap { book[$0] } }

    /// In no order.
    var values: Dictionary<DeviceID, Device>.Values { book.values }
    /// Ascending.
    var keys: [DeviceID] { book.names }

    /// By id, beginning after the one with the text `id`, whether it exists or not; nil: with the first.
    func devices(after id: String? = nil) -> some Sequence<Device> { book.values(after: id) }

    /// The devices that are assigned to a user, by id.
    func assigned(to user: UserID) -> [Device] {
        (byUser[user] ?? []).sorted().compactMap { book[$0] }
    }

    /// The devices that a dashboard is assigned to, by id.
    func showing(_ dashboard: DashboardID) -> [Device] {
        (byDashboard[dashboard] ?? []).sorted().compactMap { book[$0] }
    }
}

/// The enrolment keys of one customer by id, with their ages in order: a page of the list costs what it holds.
struct KeyBook {
    private var byID: [CredentialID: EnrolmentKey]
    private var ages: SortedArray<AgePosition>

    /// The ids differ.
    init(_ keys: [EnrolmentKey]) {
        byID = Dictionary(uniqueKeysWithValues: keys.map { ($0.id, $0) })
        ages = SortedArray(keys.map(\.position))
    }

    /// When a key was made never changes.
    subscript(id: CredentialID) -> EnrolmentKey? {
        get { byID[id] }
        set {
            let old = byID[id]
            byID[id] = newValue
            if let newValue, old == nil { ages.insert(newValue.position) }
            if let old, newValue == nil { ages.remove(old.position) }
        }
    }

    var count: Int { byID.count }

    /// In no order.
    var values: Dictionary<CredentialID, EnrolmentKey>.Values { byID.values }

    /// Oldest first.
    func keys(_ page: PageSelection) -> [EnrolmentKey] {
        let position = page.after.map { AgePosition(upTo: $0) }
        return ages.elements(after: position).prefix(page.limit).compactMap { age in
            CredentialID(age.id).flatMap { byID[$0] }
        }
    }
}
