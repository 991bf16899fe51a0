import Logging
import ServiceLifecycle
import Store
import WallboardCore

/// What is done by the clock: every second each hub closes silent calls and begins its day; every hour events that are
/// older than their retention go.
struct Housekeeping: Service {
    let surroundings: CustomerHub.Surroundings
    let retentionDays: Int

    /// Events that are removed in one transaction, so that others get in between.
    private static let prunedAtOnce = 5_000
    private static let secondsBetweenPrunes = 3_600

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var seconds = 0
            while !Task.isCancelled {
                for hub in surroundings.registry.hubs { await hub.housekeep() }
                if seconds % Self.secondsBetweenPrunes == 0 { await prune() }
                seconds += 1
                try? await Task.sleep(for: .seconds(1))
            }
        }
    }

    private func prune() async {
        let end = surroundings.clock().advanced(byMilliseconds: -Int64(retentionDays) * 86_400_000)
        do throws(StoreError) {
            while try await surroundings.store.pruneEvents(before: end, limit: Self.prunedAtOnce) == Self.prunedAtOnce {
            }
        } catch {
            surroundings.logger.error("old call events could not be removed", metadata: ["reason": "\(error)"])
        }
    }
}
