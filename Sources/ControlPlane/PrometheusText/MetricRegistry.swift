import CoreMetrics
import Synchronization

/// All metrics of a process: a backend of swift-metrics whose text `/metrics` serves.
///
/// It is passed to the code that counts (`Counter(label:dimensions:factory:)`), and is not the backend of the whole
/// process: two gateways in one test would otherwise share their figures. A label or a metric that was not declared
/// is a programmer's error. Making a counter looks up its series under a lock, counting with it does not: keep the
/// counter if something happens often.
package final class MetricRegistry: Sendable {
    /// Adds values that are read at the scrape, such as counters that loops keep in plain atomics.
    package typealias Collector = @Sendable (inout CollectedSamples) async -> Void

    private let families: [String: MetricFamily]
    private let collectors = Mutex<[Collector]>([])
    private let overflows: MetricFamily

    /// Declares all metrics; the one of overflows is added.
    ///
    /// Precondition: no name occurs twice.
    package init(_ descriptions: [MetricDescription]) {
        overflows = MetricFamily(
            MetricDescription(
                MetricLimits.overflowName, "Series that were asked for beyond the bound of their metric.", .counter,
                labels: ["metric"], maxSeries: max(descriptions.count, 1)))
        var families = [MetricLimits.overflowName: overflows]
        for description in descriptions {
            precondition(families[description.name] == nil, "\(description.name) is declared twice")
            families[description.name] = MetricFamily(description)
        }
        self.families = families
    }

    /// Adds a closure that is called at each scrape, one after the other in the order in which they were added.
    ///
    /// Precondition: there are fewer than `MetricLimits.collectors`.
    package func collect(_ collector: @escaping Collector) {
        collectors.withLock { collectors in
            precondition(collectors.count < MetricLimits.collectors, "too many collectors: \(collectors.count)")
            collectors.append(collector)
        }
    }

    /// Everything in the text format 0.0.4, sorted by name and label values.
    package func text() async -> String {
        var collected = CollectedSamples(families: families)
        for collector in collectors.withLock({ $0 }) { await collector(&collected) }
        // The overflows last: the collection may have caused some.
        for (name, count) in collected.overflows { overflowed(name, by: count) }
        var text = TextFormat()
        for family in families.values.sorted(by: { $0.description.name < $1.description.name }) {
            let samples = family.snapshot().merging(
                collected.samples[family.description.name] ?? [:], uniquingKeysWith: +)
            text.add(family.description, samples)
        }
        return text.lines
    }

    /// The content type of the text, for the answer's header.
    package static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    private func cell(_ name: String, _ dimensions: [(String, String)]) -> MetricFamily.Cell {
        guard let family = families[name] else { preconditionFailure("the metric \(name) is not declared") }
        let (cell, isOverflow) = family.cell(for: family.values(of: dimensions))
        if isOverflow { overflowed(name, by: 1) }
        return cell
    }

    private func overflowed(_ name: String, by count: Int) {
        if case .counter(let counter) = overflows.cell(for: [name]).cell { counter.increment(by: Int64(count)) }
    }
}

extension MetricRegistry: MetricsFactory {
    /// Precondition: the metric is declared as a counter.
    package func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        counter(label, dimensions)
    }

    /// Precondition: the metric is declared as a counter.
    package func makeFloatingPointCounter(
        label: String, dimensions: [(String, String)]
    ) -> any FloatingPointCounterHandler {
        counter(label, dimensions)
    }

    /// Precondition: the metric is declared as a gauge.
    package func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        gauge(label, dimensions)
    }

    /// Precondition: the metric is declared as a histogram if it is an aggregate, otherwise as a gauge.
    package func makeRecorder(
        label: String, dimensions: [(String, String)], aggregate: Bool
    ) -> any RecorderHandler {
        if aggregate { histogram(label, dimensions) } else { gauge(label, dimensions) }
    }

    /// Precondition: the metric is declared as a histogram; its unit is seconds.
    package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        histogram(label, dimensions)
    }

    /// Does nothing: a series stays until the process ends, as Prometheus expects.
    package func destroyCounter(_ handler: any CounterHandler) {}
    /// Does nothing, as above.
    package func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) {}
    /// Does nothing, as above.
    package func destroyMeter(_ handler: any MeterHandler) {}
    /// Does nothing, as above.
    package func destroyRecorder(_ handler: any RecorderHandler) {}
    /// Does nothing, as above.
    package func destroyTimer(_ handler: any TimerHandler) {}

    private func counter(_ name: String, _ dimensions: [(String, String)]) -> CounterCell {
        guard case .counter(let cell) = cell(name, dimensions) else {
            preconditionFailure("\(name) is not declared as a counter")
        }
        return cell
    }

    private func gauge(_ name: String, _ dimensions: [(String, String)]) -> GaugeCell {
        guard case .gauge(let cell) = cell(name, dimensions) else {
            preconditionFailure("\(name) is not declared as a gauge")
        }
        return cell
    }

    private func histogram(_ name: String, _ dimensions: [(String, String)]) -> HistogramCell {
        guard case .histogram(let cell) = cell(name, dimensions) else {
            preconditionFailure("\(name) is not declared as a histogram")
        }
        return cell
    }
}
