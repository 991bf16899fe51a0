import Logging
import ServiceLifecycle
import Store
import WallboardCore

/// What is done by the clock: every second each hub closes silent calls and begins its day, and boards that wait to be
/// paired get new codes; every hour events and audit records that are older than their retention go.
struct Housekeeping: Service {
    let surroundings: CustomerHub.Surroundings
    let router: BoardEventRouter
    let settings: GatewaySettings

    /// Audit records that are kept, however young the oldest of them: about 500 MiB.
    private static let mostAuditRecords = 1_000_000
    /// Events or records that are removed in one transaction, so that others get in between.
    private static let prunedAtOnce = 5_000
    private static let secondsBetweenPrunes = 3_600

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var seconds = 0
            while !Task.isCancelled {
                router.renewCodes()
                for hub in surroundings.registry.hubs { await hub.housekeep() }
                if seconds % Self.secondsBetweenPrunes == 0 { await prune() }
                seconds += 1
                try? await Task.sleep(for: .seconds(1))
            }
        }
    }

    private func prune() async {
        let events = surroundings.clock().advanced(byMilliseconds: -Int64(settings.eventRetentionDays) * 86_400_000)
        let audit = surroundings.clock().advanced(byMilliseconds: -Int64(settings.auditRetentionDays) * 86_400_000)
        let store = surroundings.store
        do throws(StoreError) {
            while try await store.pruneEvents(before: events, limit: Self.prunedAtOnce) == Self.prunedAtOnce {}
            while try await store.pruneAudit(before: audit, keeping: Self.mostAuditRecords, limit: Self.prunedAtOnce)
                == Self.prunedAtOnce
            {}
        } catch {
            surroundings.logger.error("what is too old could not be removed", metadata: ["reason": "\(error)"])
        }
    }
}
