import Foundation
import Testing

/// What promtool (Debian's package prometheus) says about the files for Prometheus; without it they are not checked.
struct MonitoringTests {
    /// Installed, or taken out of its package by `scripts/install-packages`.
    private static let tool = ["/usr/bin/promtool", root.appending(path: ".tools/promtool").path]
        .first { FileManager.default.isExecutableFile(atPath: $0) }
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
        .deletingLastPathComponent()

    @Test(
        "promtool is content",
        arguments: [
            ["check", "rules", "deploy/wallboard-alerts.yaml"],
            ["check", "config", "--syntax-only", "deploy/prometheus.yml"],
            ["test", "rules", "Tests/Monitoring/wallboard-alerts-test.yaml"],
        ])
    func promtoolIsContent(arguments: [String]) throws {
        guard let tool = Self.tool else { return }
        let process = Process()
        process.executableURL = URL(filePath: tool)
        process.arguments = arguments
        process.currentDirectoryURL = Self.root
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let said = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "\(String(decoding: said, as: UTF8.self))")
    }

    /// Every panel queries the chosen data source, job and gateway.
    @Test("the dashboard is JSON with panels of each row")
    func theDashboardIsJSONWithPanelsOfEachRow() throws {
        let data = try Data(contentsOf: Self.root.appending(path: "deploy/grafana-dashboard.json"))
        let dashboard = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        let panels = try #require(dashboard["panels"] as? [[String: Any]])
        #expect(panels.filter { $0["type"] as? String == "row" }.count == 7)
        for panel in panels where panel["type"] as? String != "row" {
            let targets = try #require(panel["targets"] as? [[String: Any]])
            #expect(!targets.isEmpty)
            for target in targets {
                let expression = target["expr"] as? String ?? ""
                #expect(expression.contains(#"job="$job",instance=~"$instance""#), "\(expression)")
            }
        }
        #expect(Set(panels.compactMap { $0["id"] as? Int }).count == panels.count)
    }
}
