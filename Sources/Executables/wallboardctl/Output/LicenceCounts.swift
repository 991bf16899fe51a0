import Values

/// The licences before and after, as an import of users reports them.
struct LicenceCounts {
    private let before: JSON?
    private let after: JSON?

    init(_ licences: JSON?) {
        before = licences?["before"]
        after = licences?["after"]
    }

    private static let names: [(group: String, name: String, shown: String)] = [
        ("users", "essential", "essential"), ("users", "professional", "professional"),
        ("users", "agentAddOn", "agent add-on"), ("clients", "desktop", "desktop client"),
        ("clients", "crmAddOn", "CRM add-on"), ("supervisor", "reports", "supervisor reports"),
        ("supervisor", "insights", "supervisor insights"), ("supervisor", "analytics", "supervisor analytics"),
        ("supervisor", "liveAnalytics", "supervisor live analytics"),
        ("supervisor", "contactCentre", "supervisor contact centre"),
    ]

    /// Licence, count before, count after: of those that change.
    var changes: [[String]] {
        Self.names.compactMap { entry in
            let from = before[entry.group, entry.name].shown
            let to = after[entry.group, entry.name].shown
            return from == to ? nil : [entry.shown, from, to]
        }
    }
}
