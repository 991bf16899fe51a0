import CoreMetrics
import Foundation
import Testing

@testable import PrometheusText

@Suite("The text that Prometheus reads")
struct TextFormatTests {
    @Test("help and type stand once before the sorted series; a metric without series is named")
    func wholeText() async {
        let registry = MetricRegistry([
            MetricDescription("b_total", "Things.", .counter, labels: ["kind"]),
            MetricDescription("a_bytes", "Size.", .gauge),
            MetricDescription("unused_total", "Never.", .counter, labels: ["kind"]),
            MetricDescription("d_seconds", "Delay.", .histogram(bounds: [0.1, 1, 2.5])),
        ])
        Counter(label: "b_total", dimensions: [("kind", "z")], factory: registry).increment(by: 3)
        Counter(label: "b_total", dimensions: [("kind", "c")], factory: registry).increment()
        Gauge(label: "a_bytes", factory: registry).record(1.5)
        let timer = Timer(label: "d_seconds", factory: registry)
        for milliseconds in [50, 100, 101, 1_000, 2_600] { timer.recordMilliseconds(milliseconds) }
        #expect(
            await registry.text() == """
                # HELP a_bytes Size.
                # TYPE a_bytes gauge
                a_bytes 1.5
                # HELP b_total Things.
                # TYPE b_total counter
                b_total{kind="c"} 1
                b_total{kind="z"} 3
                # HELP d_seconds Delay.
                # TYPE d_seconds histogram
                d_seconds_bucket{le="0.1"} 2
                d_seconds_bucket{le="1"} 4
                d_seconds_bucket{le="2.5"} 4
                d_seconds_bucket{le="+Inf"} 5
                d_seconds_sum 3.851
                d_seconds_count 5
                # HELP unused_total Never.
                # TYPE unused_total counter
                # HELP wallboard_metrics_overflow_total Series that were asked for beyond the bound of their metric.
                # TYPE wallboard_metrics_overflow_total counter

                """)
    }

    @Test("backslash, quotation mark and line feed are escaped; all other bytes stand as they are")
    func escaping() async {
        let registry = MetricRegistry([
            MetricDescription("x", "A \\ and \"quotes\"\nand a line.", .gauge, labels: ["v", "w"])
        ])
        Gauge(label: "x", dimensions: [("w", "\u{E9}{}=,"), ("v", "a\\b\"c\nd\r\ne")], factory: registry).record(1)
        let text = await registry.text()
        #expect(text.contains("# HELP x A \\\\ and \"quotes\"\\nand a line.\n"))
        #expect(text.contains("x{v=\"a\\\\b\\\"c\\nd\r\\ne\",w=\"\u{E9}{}=,\"} 1\n"))
    }

    @Test(
        "numbers are written as Go reads them",
        arguments: [
            (0.0, "0"), (-1, "-1"), (1e6, "1000000"), (0.00001, "1e-05"), (1.5, "1.5"), (.infinity, "+Inf"),
            (-.infinity, "-Inf"), (.nan, "NaN"), (1e300, "1e+300"),
        ])
    func numbers(value: Double, text: String) {
        #expect(TextFormat.number(value) == text)
    }

    @Test("what promtool says about all of it is nothing")
    func promtool() async throws {
        let tool = "/usr/bin/promtool"
        // Debian's package prometheus has it. Without it, only the exact texts above are checked.
        guard FileManager.default.isExecutableFile(atPath: tool) else { return }
        let registry = MetricRegistry(
            ProcessMetrics.descriptions + [
                BuildInfo.description,
                MetricDescription("wallboard_odd_total", "Odd labels \\ \n.", .counter, labels: ["value"]),
                MetricDescription(
                    "wallboard_delay_seconds", "Delay.", .histogram(bounds: [0.001, 0.5]), labels: ["route"]),
            ])
        registry.collect(ProcessMetrics.collect)
        registry.collect(BuildInfo.collector(version: "1.0"))
        for value in ["", "\\", "\"", "\n", "\u{1F4FA}", "{a=\"b\"}", "\u{0}"] {
            Counter(label: "wallboard_odd_total", dimensions: [("value", value)], factory: registry).increment()
            Timer(label: "wallboard_delay_seconds", dimensions: [("route", value)], factory: registry)
                .recordMilliseconds(3)
        }
        let file = FileManager.default.temporaryDirectory.appending(path: "metrics-\(UUID())")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data(await registry.text().utf8).write(to: file)
        let process = Process()
        process.executableURL = URL(filePath: tool)
        process.arguments = ["check", "metrics"]
        process.standardInput = try FileHandle(forReadingFrom: file)
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let said = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0 && said.isEmpty, "\(String(decoding: said, as: UTF8.self))")
    }
}
