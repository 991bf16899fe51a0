import AdminAPI
import BoardServer
import Logging
import Store
import Values
import WallboardCore

/// What all hubs share.
struct HubContext: Sendable {
    let store: any Store
    let server: BoardServer
    let registry: HubRegistry
    let topics: TopicOwners
    let reception: Reception
    let strangers: RefusedStrangers
    let feed: BoardEventBus
    let clock: @Sendable () -> Instant
    /// The time by which old data is removed.
    let retentionClock: RetentionClock
    let settings: HubSettings
    /// Counts what is stored of all customers.
    var storedEvents = StoredEvents()
    let metrics: HubMetrics
    let logger: Logger

    /// The author and time of a change.
    func stamp(_ author: Author) -> Stamp { Stamp(author, at: clock()) }

    /// Runs one call of the store and translates its error for admins; failures of the store are counted.
    func calling<Result: Sendable>(
        missing: AdminError.Resource, _ call: @Sendable (any Store) async throws(StoreError) -> Result
    ) async throws(AdminError) -> Result {
        do throws(StoreError) {
            return try await call(store)
        } catch {
            if case .unavailable = error { metrics.storeFailed(at: missing) }
            throw AdminError(error, missing: missing)
        }
    }
}

/// The settings that hubs need, from the gateway's.
struct HubSettings: Sendable {
    /// The shortest time between two updates of one view.
    let publishIntervalMillis: Int64
    /// A call without an event for this long is closed as orphaned.
    let orphanAfterMillis: Int64
    /// How far the clock of a feed may be ahead of the gateway's.
    let maxEventSkewMillis: Int64
    /// How far an event may lie behind the gateway's clock: older ones are not kept.
    let maxEventAgeMillis: Int64
    let heartbeatSeconds: Int
}

extension HubSettings {
    /// Why an event of this time is rejected; nil: it is accepted. A clock that is this wrong would spoil the
    /// figures, and an event from before the retention could not be counted. Its age goes by `retention`, like that
    /// of stored events.
    func reasonAgainst(_ time: Instant, at now: Instant, agedBy retention: Instant) -> String? {
        let ahead = time.milliseconds(since: now)
        let age = retention.milliseconds(since: time)
        if ahead > maxEventSkewMillis {
            return "is \(Self.span(ahead)) in the future: is the sender's clock right? At most "
                + "\(Self.span(maxEventSkewMillis)) is taken (maxEventSkewSeconds)"
        }
        if age > maxEventAgeMillis {
            return "is \(Self.span(age)) in the past: is the sender's clock right? Events are kept for "
                + "\(Self.span(maxEventAgeMillis)) (eventRetentionDays)"
        }
        return nil
    }

    /// Such as `3 days`, `25 hours` or `301 s`.
    private static func span(_ milliseconds: Int64) -> String {
        let seconds = milliseconds / 1_000
        if seconds >= 2 * 86_400 { return "\(seconds / 86_400) days" }
        return seconds >= 2 * 3_600 ? "\(seconds / 3_600) hours" : "\(seconds) s"
    }
}
