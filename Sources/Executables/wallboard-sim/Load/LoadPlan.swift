/// How much a measured run asks of a gateway.
struct LoadPlan: Hashable, Sendable {
    /// Customers that send events at once, 1 or more; their ids are `load-1`, `load-2`, ….
    var customers: Int
    /// Boards of all customers, 0 or more; the n-th is of customer n modulo `customers`.
    var boards: Int
    /// Events a second of all customers, above 0.
    var eventsPerSecond: Double
    /// From one request of a customer to its next.
    var batchMillis: Int64
    /// Before the measuring begins: caches fill, the first snapshots are out.
    var warmUpSeconds: Double
    /// How long is measured.
    var seconds: Double

    /// Events of one request, at least one.
    var batchSize: Int {
        max(1, Int((eventsPerSecond * Double(batchMillis) / 1_000 / Double(customers)).rounded()))
    }

    /// Requests that are under way at once while customers are set up.
    static let setupsAtOnce = 8

    /// The id of a customer, from 0.
    static func customer(_ index: Int) -> String { "load-\(index + 1)" }
}
