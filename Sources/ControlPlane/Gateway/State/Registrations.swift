import AdminAPI
import Store
import WallboardCore

/// What is registered of one customer, as the store holds it: its settings, users, devices, enrolment keys and
/// dashboards.
///
/// A value that does no I/O. Only committed rows go in, in the order of their commits; what belongs together (a device
/// and its indexes, a user and the keys that go with it) changes in one step.
struct Registrations {
    private(set) var customer: Customer
    private(set) var users: Book<UserID, User>
    private(set) var devices: DeviceBook
    private(set) var keys: KeyBook
    private(set) var dashboards: Book<DashboardID, Dashboard>

    init(customer: Customer, users: [User], devices: [Device], keys: [EnrolmentKey], dashboards: [Dashboard]) {
        self.customer = customer
        self.users = Book(users, by: \.id)
        self.devices = DeviceBook(devices)
        self.keys = KeyBook(keys)
        self.dashboards = Book(dashboards, by: \.id)
    }

    // MARK: What follows from them

    /// Seats taken and the maximum.
    var seats: SeatFigure { SeatFigure(configured: devices.configured, maximum: customer.maximum) }

    /// What the board of a device may show.
    func entitlement(of device: Device) -> Entitlement {
        Entitlement(device: device, user: device.user.flatMap { users[$0] }, dashboard: dashboard(of: device))
    }

    /// What the board of a device shows by an admin's choice; nil: the default of its view.
    func dashboard(of device: Device) -> Dashboard? { device.dashboard.flatMap { dashboards[$0] } }

    /// Whether the licence of a user gives boards a view.
    func isEntitled(_ user: UserID) -> Bool { users[user]?.supervisor.boardLicence != nil }

    /// The key with this public half, if it and the secret half are right. It may have expired: the store decides.
    func key(_ presented: Credential) -> EnrolmentKey? {
        keys[presented.id].flatMap { $0.secretHash.matches(presented.hash) ? $0 : nil }
    }

    /// The device that carries this token, if it and the secret half are right.
    func device(carrying token: Credential) -> Device? {
        devices.device(carrying: token.id).flatMap { $0.secretHash.matches(token.hash) ? $0 : nil }
    }

    /// Whether hardware may register: it has already, or there is room for one more device, suspended ones included.
    /// `undecided` others may turn out to be new.
    func mayRegister(_ serial: Serial, besides undecided: Int) -> Bool {
        devices.device(with: serial) != nil || devices.count + undecided < CustomerLimits.devices
    }

    func status(of dashboard: Dashboard) -> DashboardStatus {
        DashboardStatus(dashboard: dashboard, devices: devices.showing(dashboard.id).map(\.id))
    }

    // MARK: What a change needs

    func user(_ id: UserID) throws(AdminError) -> User {
        guard let user = users[id] else { throw .notFound(.user) }
        return user
    }

    func device(_ id: DeviceID) throws(AdminError) -> Device {
        guard let device = devices[id] else { throw .notFound(.device) }
        return device
    }

    func dashboard(_ id: DashboardID) throws(AdminError) -> Dashboard {
        guard let dashboard = dashboards[id] else { throw .notFound(.dashboard) }
        return dashboard
    }

    /// Throws `.limitReached` if there is no room for those of the users that are new.
    func checkRoom(for added: [User]) throws(AdminError) {
        let new = Set(added.lazy.map(\.id).filter { self.users[$0] == nil })
        guard new.isEmpty || users.count + new.count <= CustomerLimits.users else {
            throw .limitReached(.user, CustomerLimits.users)
        }
    }

    /// Throws unless a key may be made for the user.
    func checkKey(for user: UserID) throws(AdminError) {
        guard try self.user(user).supervisor.view != .none else { throw .notEntitled }
        guard keys.count < CustomerLimits.enrolmentKeys else {
            throw .limitReached(.enrolmentKey, CustomerLimits.enrolmentKeys)
        }
    }

    /// Throws unless the dashboard may be stored: it names queues of this customer, and there is room.
    func check(_ dashboard: Dashboard, knowing queues: KnownQueues) throws(AdminError) {
        let unknown = unknownQueues(of: dashboard, knowing: queues)
        guard unknown.isEmpty else { throw .unknownQueues(unknown) }
        guard dashboards[dashboard.id] != nil || dashboards.count < DashboardLimits.dashboards else {
            throw .dashboardLimit
        }
    }

    /// Where a dashboard names a queue that no call has named. A queue that a stored dashboard names is accepted: its
    /// calls may be older than what was read at the start.
    private func unknownQueues(of dashboard: Dashboard, knowing queues: KnownQueues) -> [Dashboard.Place] {
        let suspects = dashboard.namedQueues.filter { !queues.mayHave($0.queue) }
        guard !suspects.isEmpty else { return [] }
        let stored = Set(dashboards.values.flatMap { $0.namedQueues.map(\.queue) })
        return suspects.filter { !stored.contains($0.queue) }.map(\.place)
    }

    /// What an edit comes to for the store. Throws `.notFound` if it names what is not there.
    func change(_ edit: DeviceEdit) throws(AdminError) -> DeviceChange {
        var change = DeviceChange(name: edit.name, suspended: edit.suspended)
        if let user = edit.user {
            if let user { _ = try self.user(user) }
            change.user = user.map { .user($0) } ?? .nobody
        }
        if let dashboard = edit.dashboard {
            if let dashboard { _ = try self.dashboard(dashboard) }
            change.dashboard = dashboard.map { .dashboard($0) } ?? .default
        }
        return change
    }

    // MARK: What was committed

    mutating func put(_ customer: Customer) { self.customer = customer }

    /// There was a first request of the feed.
    mutating func noteFeed() { customer.isFed = true }

    mutating func put(_ users: [User]) { self.users.put(users, by: \.id) }

    /// Returns the devices whose boards may show something else now.
    mutating func put(_ outcome: UsersOutcome) -> Set<DeviceID> {
        put(outcome.devices)
        users.put(outcome.users.map(\.after), by: \.id)
        var changed = Set(outcome.devices.map(\.id))
        for change in outcome.users where change.before != change.after {
            changed.formUnion(devices.assigned(to: change.after.id).map(\.id))
        }
        return changed
    }

    /// Returns the keys that go with the user.
    mutating func remove(_ user: UserID) -> [CredentialID] {
        users[user] = nil
        let orphaned = keys.values.filter { $0.user == user }.map(\.id)
        for key in orphaned { keys[key] = nil }
        return orphaned
    }

    mutating func put(_ devices: [Device]) {
        for device in devices { self.devices[device.id] = device }
    }

    /// Returns the device as it was before; nil: it is new.
    @discardableResult
    mutating func put(_ device: Device) -> Device? {
        defer { devices[device.id] = device }
        return devices[device.id]
    }

    mutating func remove(_ device: DeviceID) { devices[device] = nil }

    mutating func put(_ key: EnrolmentKey) { keys[key.id] = key }

    /// A device has registered with the key.
    mutating func used(_ key: CredentialID) { keys[key]?.uses += 1 }

    mutating func remove(_ key: CredentialID) { keys[key] = nil }

    mutating func put(_ dashboard: Dashboard) { dashboards[dashboard.id] = dashboard }

    mutating func remove(_ dashboard: DashboardID) { dashboards[dashboard] = nil }
}
