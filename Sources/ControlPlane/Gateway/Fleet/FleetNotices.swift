import AdminAPI
import BoardProtocol
import Foundation
import Logging
import ServiceLifecycle
import Values
import WallboardCore
import Webhooks

/// Watches the fleet as an admin's page does, and passes to the webhook what its receiver needs to know: boards that
/// stay away, boards that find no seat, seats that run out, credentials in the wrong hands.
actor FleetNotices: Service {
    private let context: HubContext
    private let webhook: WebhookService
    private var offline: OfflineWatch
    private var seats = SeatsWatch()
    private var refusals = RefusalNotices()
    /// The customers that existed at the last check.
    private var customers: Set<CustomerID> = []

    init(context: HubContext, webhook: WebhookService, offlineMinutes: Int) {
        self.context = context
        self.webhook = webhook
        offline = OfflineWatch(patienceMinutes: offlineMinutes)
    }

    func run() async throws {
        let feed = try context.feed.subscribe(to: nil)
        for hub in context.registry.hubs {
            customers.insert(hub.id)
            let figure = await hub.registrations.seats
            seats.begin(customerID: hub.id.text, configured: figure.configured, maximum: figure.maximum.number)
        }
        await listAll()
        await cancelWhenGracefulShutdown { [self] in
            await withTaskGroup(of: Void.self) { group in
                // The events end a little before this service is asked to stop: the other task keeps it running until
                // then.
                group.addTask { for await event in feed { await self.take(event) } }
                group.addTask {
                    while !Task.isCancelled {
                        await self.check()
                        try? await Task.sleep(for: .seconds(GatewayLimits.Fleet.minCheckSeconds))
                    }
                }
            }
        }
    }

    private func listAll() async {
        for hub in context.registry.hubs {
            for status in await hub.devices() { take(status) }
        }
    }

    private func take(_ event: BoardFeedEvent) async {
        switch event {
        case .board(let status): take(status)
        case .removed(let device, _):
            offline.removed(deviceID: device.text)
        case .refused(let attempt): await take(attempt)
        case .alarm(let alarm): await take(alarm)
        case .resync: await listAll()
        case .figures, .waiting: break
        }
    }

    private func take(_ status: DeviceStatus) {
        let device = WebhookDevice(status.device)
        if status.device.suspended {
            offline.removed(deviceID: device.deviceID)
        } else if status.connection != nil {
            if let notice = offline.connected(device, at: now) { webhook.tell(notice) }
        } else {
            offline.disconnected(device, isAsleep: status.presence == .asleep, at: now)
        }
    }

    private func take(_ attempt: RefusedAttempt) async {
        guard attempt.reason == RefusalReason.seatLimit.rawValue, let customer = attempt.customer,
            let hub = context.registry.hub(of: customer),
            let times = refusals.refused(
                customerID: customer.text, serial: attempt.serial, at: attempt.at)
        else { return }
        let figure = await hub.registrations.seats
        webhook.tell(
            .seatRefused(
                customerID: customer.text, serial: attempt.serial, model: attempt.model, address: attempt.address,
                configured: figure.configured, maximum: figure.maximum.number ?? figure.configured, times: times,
                at: attempt.at))
    }

    private func take(_ alarm: DeviceAlarm) async {
        guard let hub = context.registry.hub(of: alarm.customer),
            let device = await hub.registrations.devices[alarm.device]
        else {
            return
        }
        webhook.tell(
            .credentialAlarm(
                WebhookDevice(device), alarm: alarm.kind.rawValue, serial: alarm.serial, address: alarm.address,
                at: alarm.at))
    }

    private func check() async {
        var sleeping: Set<String> = []
        var present: Set<CustomerID> = []
        for hub in context.registry.hubs {
            present.insert(hub.id)
            let (customer, figure) = (await hub.registrations.customer, await hub.registrations.seats)
            if customer.isAsleep(at: context.clock()) { sleeping.insert(hub.id.text) }
            let notice = seats.observe(
                customerID: hub.id.text, configured: figure.configured, maximum: figure.maximum.number, at: now)
            if let notice { webhook.tell(notice) }
        }
        for gone in customers.subtracting(present) { seats.removed(customerID: gone.text) }
        customers = present
        for notice in offline.check(at: now, isSleeping: { sleeping.contains($0) }) { webhook.tell(notice) }
    }

    private var now: Instant { context.clock() }
}

extension Customer {
    /// Whether it is now in the customer's sleep hours.
    func isAsleep(at now: Instant) -> Bool {
        guard let sleepHours else { return false }
        let zone = TimeZone(identifier: timeZone) ?? .gmt
        let local = now.milliseconds / 1_000 + Int64(zone.secondsFromGMT(for: Date(now)))
        let secondOfDay = (local % 86_400 + 86_400) % 86_400
        return sleepHours.contains(minute: Int(secondOfDay / 60))
    }
}

extension WebhookDevice {
    fileprivate init(_ device: Device) {
        self.init(
            customerID: device.customer.text, deviceID: device.id.text, name: device.name, serial: device.serial.text)
    }
}
