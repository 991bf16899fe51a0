import CoreMetrics
import TestSupport
import Testing

@testable import PrometheusText

@Suite("The registry of metrics")
struct MetricRegistryTests {
    private func lines(_ registry: MetricRegistry) async -> [String] {
        await registry.text().split(separator: "\n").filter { !$0.hasPrefix("#") }.map(String.init)
    }

    @Test("without labels a metric is there from the start, and so are known label values")
    func startsAtZero() async {
        let registry = MetricRegistry([
            MetricDescription("a_total", "A.", .counter), MetricDescription("h", "H.", .histogram(bounds: [1])),
            MetricDescription("k_total", "K.", .counter, labels: ["x"], known: ["2", "1"]),
        ])
        #expect(
            await lines(registry) == [
                "a_total 0", #"h_bucket{le="1"} 0"#, #"h_bucket{le="+Inf"} 0"#, "h_sum 0", "h_count 0",
                #"k_total{x="1"} 0"#, #"k_total{x="2"} 0"#,
            ])
    }

    @Test("the same label and dimensions are the same series, in whatever order they are given")
    func sameSeries() async {
        let registry = MetricRegistry([MetricDescription("a_total", "A.", .counter, labels: ["x", "y"])])
        Counter(label: "a_total", dimensions: [("x", "1"), ("y", "2")], factory: registry).increment()
        Counter(label: "a_total", dimensions: [("y", "2"), ("x", "1")], factory: registry).increment()
        #expect(await lines(registry) == [#"a_total{x="1",y="2"} 2"#])
    }

    @Test("a counter never falls, and takes fractions")
    func counters() async {
        let registry = MetricRegistry([MetricDescription("a_total", "A.", .counter)])
        Counter(label: "a_total", factory: registry).increment(by: 2)
        Counter(label: "a_total", factory: registry).increment(by: -1)
        let fractions = FloatingPointCounter(label: "a_total", factory: registry)
        fractions.increment(by: 0.25)
        fractions.increment(by: -0.25)
        fractions.increment(by: Double.nan)
        #expect(await lines(registry) == ["a_total 2.25"])
    }

    @Test("a meter goes up and down")
    func meters() async {
        let registry = MetricRegistry([MetricDescription("m", "M.", .gauge)])
        let meter = Meter(label: "m", factory: registry)
        meter.set(5)
        meter.increment()
        meter.decrement(by: 2.5)
        #expect(await lines(registry) == ["m 3.5"])
    }

    @Test("beyond its bound a metric counts under other, and that is counted")
    func overflow() async {
        let registry = MetricRegistry([MetricDescription("a_total", "A.", .counter, labels: ["x", "y"], maxSeries: 3)])
        for index in 0..<10 {
            Counter(label: "a_total", dimensions: [("x", "\(index)"), ("y", "-")], factory: registry).increment()
        }
        #expect(
            await lines(registry) == [
                #"a_total{x="0",y="-"} 1"#, #"a_total{x="1",y="-"} 1"#, #"a_total{x="2",y="-"} 1"#,
                #"a_total{x="other",y="other"} 7"#, #"wallboard_metrics_overflow_total{metric="a_total"} 7"#,
            ])
    }

    @Test("a collector is asked at each scrape; its values are added to what is counted, and have the same bound")
    func collectors() async {
        let registry = MetricRegistry([
            MetricDescription("a_total", "A.", .counter, labels: ["x"], maxSeries: 2),
            MetricDescription("d_seconds", "D.", .histogram(bounds: [1, 2])),
        ])
        Counter(label: "a_total", dimensions: [("x", "1")], factory: registry).increment(by: 5)
        Timer(label: "d_seconds", factory: registry).recordSeconds(1)
        registry.collect { samples in
            await Task.yield()
            samples.add("a_total", 2, labels: [("x", "1")])
            for value in ["2", "3", "4"] { samples.add("a_total", 1, labels: [("x", value)]) }
            samples.add("d_seconds", HistogramCounts(buckets: [0, 4, 1], sum: 9))
        }
        #expect(
            await lines(registry) == [
                #"a_total{x="1"} 7"#, #"a_total{x="2"} 1"#, #"a_total{x="other"} 2"#, #"d_seconds_bucket{le="1"} 1"#,
                #"d_seconds_bucket{le="2"} 5"#, #"d_seconds_bucket{le="+Inf"} 6"#, "d_seconds_sum 10",
                "d_seconds_count 6", #"wallboard_metrics_overflow_total{metric="a_total"} 2"#,
            ])
    }

    @Test("a long label value is cut at a whole character")
    func longValues() async {
        let registry = MetricRegistry([MetricDescription("g", "G.", .gauge, labels: ["x"])])
        Gauge(label: "g", dimensions: [("x", "a" + String(repeating: "\u{E9}", count: 100))], factory: registry).record(
            1)
        #expect(await lines(registry) == ["g{x=\"a\(String(repeating: "\u{E9}", count: 63))\"} 1"])
    }

    @Test("every value is in exactly one bucket, the first that is not below it", arguments: [1, 2, 3])
    func buckets(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let bounds = Set((0..<8).map { _ in Double(Int.random(in: 0..<100, using: &random)) }).sorted()
        let cell = HistogramCell(bounds: bounds)
        var expected = Array(repeating: UInt64(0), count: bounds.count + 1)
        for _ in 0..<1_000 {
            let value = Double(Int.random(in: -10..<120, using: &random))
            cell.record(value)
            expected[bounds.firstIndex { value <= $0 } ?? bounds.count] += 1
        }
        cell.record(Double.nan)
        cell.record(Double.infinity)
        #expect(cell.value.buckets == expected, "seed \(seed)")
        #expect(cell.value.sum.isFinite)
    }

    @Test("nothing is lost where many count at once, and scrapes meanwhile never see a counter fall")
    func concurrency() async {
        let seed = UInt64.random(in: 0...UInt64.max)
        let registry = MetricRegistry([
            MetricDescription("a_total", "A.", .counter, labels: ["x"], maxSeries: 4),
            MetricDescription("h_seconds", "H.", .histogram(bounds: [0.5])), MetricDescription("m", "M.", .gauge),
        ])
        await withTaskGroup(of: Void.self) { group in
            for task in 0..<8 {
                group.addTask {
                    var random = SplitMix64(seed: seed &+ UInt64(task))
                    for _ in 0..<2_000 {
                        let value = Int.random(in: 0..<6, using: &random)
                        Counter(label: "a_total", dimensions: [("x", "\(value)")], factory: registry).increment()
                        Timer(label: "h_seconds", factory: registry).recordMilliseconds(value * 200)
                        Meter(label: "m", factory: registry).increment()
                    }
                }
            }
            group.addTask {
                var last = 0.0
                for _ in 0..<50 {
                    let now = await sum(of: "a_total{", registry)
                    #expect(now >= last, "seed \(seed)")
                    last = now
                }
            }
        }
        #expect(await sum(of: "a_total{", registry) == 16_000, "seed \(seed)")
        let all = await lines(registry)
        #expect(all.contains("h_seconds_count 16000") && all.contains("m 16000"), "seed \(seed)")
        #expect(all.filter { $0.hasPrefix("a_total{") }.count == 5, "seed \(seed)")
    }

    private func sum(of prefix: String, _ registry: MetricRegistry) async -> Double {
        await lines(registry).filter { $0.hasPrefix(prefix) }.reduce(0) { sum, line in
            sum + (line.split(separator: " ").last.flatMap { Double($0) } ?? .nan)
        }
    }
}
