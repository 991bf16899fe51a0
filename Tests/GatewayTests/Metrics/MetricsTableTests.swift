import Foundation
import PrometheusText
import Testing
import WallboardCore

@testable import Gateway

/// Documentation, dashboard and alert rules name the metrics of the table.
struct MetricsTableTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
        .deletingLastPathComponent()

    private func text(_ path: String) throws -> String {
        try String(contentsOf: Self.root.appending(path: path), encoding: .utf8)
    }

    private var names: Set<String> { Set(MetricsTable.all.map(\.name)).union([MetricLimits.overflowName]) }

    @Test("they can be declared together")
    func theyCanBeDeclaredTogether() async {
        let text = await MetricRegistry(MetricsTable.all).text()
        #expect(text.contains("\nwallboard_connections_open 0\n"))
        #expect(text.contains("\nwallboard_push_delay_seconds_bucket{le=\"+Inf\"} 0\n"))
    }

    /// The parts that a histogram adds to its name count as the name.
    @Test(
        "no other metric is spoken of",
        arguments: ["docs/operations.md", "deploy/grafana-dashboard.json", "deploy/wallboard-alerts.yaml"])
    func noOtherMetricIsSpokenOf(path: String) throws {
        let spokenOf = try text(path).matches(of: /\b(?:wallboard|process)_[a-z_]*[a-z]/).map { String($0.output) }
        #expect(!spokenOf.isEmpty)
        // Names that mean something else: claims of tokens.
        let others: Set = ["wallboard_role", "wallboard_customer", "wallboard_may_set_maximum"]
        for name in Set(spokenOf).subtracting(others) {
            let base = ["_bucket", "_sum", "_count"].first { name.hasSuffix($0) }.map {
                String(name.dropLast($0.count))
            }
            #expect(names.contains(name) || base.map { names.contains($0) } == true, "\(path) speaks of \(name)")
        }
    }

    @Test("every metric is documented and most are shown")
    func everyMetricIsDocumentedAndMostAreShown() throws {
        let operations = try text("docs/operations.md")
        for name in names { #expect(operations.contains("`\(name)"), "docs/operations.md does not name \(name)") }
        let dashboard = try text("deploy/grafana-dashboard.json")
        #expect(names.filter { dashboard.contains($0) }.count >= 30)
    }

    @Test(
        "customers have a class by their maximum",
        arguments: [
            (nil, "unlimited"), (0, "none"), (1, "1-10"), (10, "1-10"), (11, "11-100"), (100, "11-100"),
            (101, "101-1000"),
            (1_000, "101-1000"), (1_001, "1001+"), (Int.max, "1001+"),
        ] as [(Int?, String)])
    func customersHaveAClassByTheirMaximum(maximum: Int?, word: String) {
        #expect(CustomerClass(maximum.map(SeatMaximum.limited) ?? .unlimited).rawValue == word)
    }
}
