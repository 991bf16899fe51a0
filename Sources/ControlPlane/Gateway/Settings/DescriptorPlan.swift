import BoardServer
import EventLoop
import Foundation

/// How the descriptors that the system gives are divided: a reserve for what must never fail, then the connections of
/// both ports, so that they can use up neither the reserve nor each other's part, whatever the settings say. A value
/// without I/O.
struct DescriptorPlan: Equatable {
    /// Descriptors that are not a connection of a port. Without them the database cannot open its files, and the
    /// runtime traps when it makes a timer.
    enum Reserve {
        /// The database with its readers and logs, the archive, certificates and keys, locks, standard streams.
        static let files = 64
        /// Connections to the receiver of webhooks and to the OpenID provider.
        static let clients = 32
        /// For each core: pollers, timers and wake-ups of the admin port's threads and of Swift's runtime.
        static let perCore = 6

        static func total(loops: Int, cores: Int) -> Int {
            files + clients + perCore * cores
                + (BoardServer.descriptorsPerLoop + BoardServer.maxEndingPerLoop) * loops
        }
    }

    /// The fewest connections of a port with which it can serve anybody.
    static let least = 8
    /// Of the connections of both ports, at most one in so many is the admin port's.
    static let adminShare = 4

    /// Descriptors that the process may have open.
    let limit: Int
    /// Of them, those kept for anything but connections.
    let reserve: Int
    /// Connections of the boards' port at once.
    let boards: Int
    /// Connections of the admin port at once.
    let admins: Int
    private let wantedBoards: Int
    private let wantedAdmins: Int

    /// Divides `limit` descriptors. `boards` and `admins` are what the settings allow, 1….
    init(limit: Int, boards: Int, admins: Int, loops: Int, cores: Int) {
        self.limit = limit
        wantedBoards = boards
        wantedAdmins = admins
        reserve = Reserve.total(loops: loops, cores: cores)
        let room = max(0, limit - reserve)
        self.admins = min(admins, max(room / Self.adminShare, room - boards))
        self.boards = min(boards, room - self.admins)
    }

    /// Whether both ports can serve at all.
    var isEnough: Bool {
        boards >= min(Self.least, wantedBoards) && admins >= min(Self.least, wantedAdmins)
    }

    /// What to report to the operator if the settings ask for more than there is; nil if all fits.
    var shortfall: String? {
        guard boards < wantedBoards || admins < wantedAdmins else { return nil }
        let needed = reserve + wantedBoards + wantedAdmins
        let held =
            isEnough
            ? "they are held to \(boards) and \(admins)" : "there is no room for at least \(Self.least) on each port"
        return """
            a limit of \(limit) descriptors is too low for \(wantedBoards) connections of boards (maxConnections) and \
            \(wantedAdmins) of admins: \(held); raise it to \(needed) (LimitNOFILE of the unit, or ulimit -n)
            """
    }
}

extension DescriptorPlan {
    /// The plan of this process, after its limit has been raised as far as it goes.
    init(boards: Int, admins: Int, loops: Int) {
        self.init(
            limit: DescriptorLimit.raise(), boards: boards, admins: admins, loops: loops,
            cores: ProcessInfo.processInfo.activeProcessorCount)
    }
}

extension GatewaySettings {
    /// Throws if the system gives too few descriptors to serve at all.
    package func checkDescriptors() throws(SettingsError) {
        let plan = DescriptorPlan(boards: maxConnections, admins: maxAdminConnections, loops: loops)
        guard !plan.isEnough else { return }
        throw SettingsError(problems: [
            SettingsProblem(
                key: SettingsTable.maxConnections.key, source: .fallback,
                reason: "cannot be held: \(plan.shortfall ?? "")")
        ])
    }
}
