import Logging
import ServiceLifecycle
import Store
import Values
import WallboardCore

/// Periodic work. Every second each hub closes silent calls and begins its day, and boards that wait to be paired get
/// new codes. Every hour events and audit records that are older than their retention go, by the `RetentionClock`;
/// what is left of deleted customers goes; and when nearly as many events are stored as allowed, the oldest days go
/// early. Every minute it stores when devices were last heard, and every ten minutes how far that clock is.
struct Housekeeping: Service {
    let context: HubContext
    let router: BoardEventRouter
    let retention: EventRetention
    let settings: GatewaySettings

    func run() async throws {
        await cancelWhenGracefulShutdown {
            // Writing a day to a file takes seconds, and the hubs' clocks must not stand still meanwhile.
            async let tidied: Void = tidy()
            async let recorded: Void = recordSightings()
            while !Task.isCancelled {
                context.retentionClock.watch(context.logger)
                router.renewCodes()
                for hub in context.registry.hubs { await hub.housekeepSoon() }
                try? await Task.sleep(for: .seconds(1))
            }
            await tidied
            await recorded
        }
    }

    private func recordSightings() async {
        let record = SightingRecord(context: context)
        var writes = 0
        while !Task.isCancelled {
            try? await Task.sleep(for: .seconds(GatewayLimits.Fleet.minSecondsBetweenSightings))
            writes += 1
            let isTenth = writes % GatewayLimits.Fleet.maxWritesBetweenAll == 0
            await record.save(everything: isTenth)
            if isTenth { await context.retentionClock.save(to: context.store, context.logger) }
        }
    }

    private func tidy() async {
        var seconds = 0
        while !Task.isCancelled {
            if seconds % GatewayLimits.Retention.minSecondsBetweenPrunes == 0 {
                await retention.retire()
                await prune()
            }
            await retention.removeFormer()
            await retention.makeRoom()
            seconds += GatewayLimits.Retention.minSecondsBetweenChecks
            try? await Task.sleep(for: .seconds(GatewayLimits.Retention.minSecondsBetweenChecks))
        }
    }

    private func prune() async {
        let audit = context.retentionClock.now.advanced(
            byMilliseconds: -Int64(settings.auditRetentionDays) * 86_400_000)
        let store = context.store
        do throws(StoreError) {
            while try await store.pruneAudit(
                before: audit, keepingRefusals: GatewayLimits.Retention.maxRefusals,
                limit: GatewayLimits.Retention.maxPrunedAtOnce) == GatewayLimits.Retention.maxPrunedAtOnce
            {}
        } catch {
            context.logger.error("expired data could not be removed", metadata: ["reason": "\(error)"])
        }
    }
}
