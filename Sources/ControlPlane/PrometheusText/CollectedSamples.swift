/// What closures add at one scrape. Values of the same labels are added up, with each other and with what handlers of
/// the same metric counted.
package struct CollectedSamples: Sendable {
    private let families: [String: MetricFamily]
    private(set) var samples: [String: [MetricFamily.LabelValues: Sample]] = [:]
    /// How often the bound of a metric was reached, by its name.
    private(set) var overflows: [String: Int] = [:]

    init(families: [String: MetricFamily]) {
        self.families = families
    }

    /// Adds the value of a gauge, or all that a counter has counted since the process started.
    ///
    /// Precondition: the metric is declared as one of both, with these labels.
    package mutating func add(_ name: String, _ value: Double, labels: [(String, String)] = []) {
        let family = family(name)
        if case .histogram = family.description.kind { preconditionFailure("\(name) is a histogram") }
        put(.number(value), in: family, labels)
    }

    /// As above, for a whole number.
    package mutating func add(_ name: String, _ value: Int, labels: [(String, String)] = []) {
        add(name, Double(value), labels: labels)
    }

    /// Adds all that a histogram has counted since the process started.
    ///
    /// Precondition: the metric is declared as a histogram with one bucket less than `counts` has.
    package mutating func add(_ name: String, _ counts: HistogramCounts, labels: [(String, String)] = []) {
        let family = family(name)
        guard case .histogram(let bounds) = family.description.kind, counts.buckets.count == bounds.count + 1 else {
            preconditionFailure("\(name) is no histogram with \(counts.buckets.count) buckets")
        }
        put(.histogram(counts), in: family, labels)
    }

    private func family(_ name: String) -> MetricFamily {
        guard let family = families[name] else { preconditionFailure("the metric \(name) is not declared") }
        return family
    }

    private mutating func put(_ sample: Sample, in family: MetricFamily, _ labels: [(String, String)]) {
        let name = family.description.name
        var values = family.values(of: labels)
        if samples[name]?[values] == nil, samples[name, default: [:]].count >= family.description.maxSeries {
            values = family.overflow
            overflows[name, default: 0] += 1
        }
        if let present = samples[name]?[values] {
            samples[name]?[values] = present + sample
        } else {
            samples[name, default: [:]][values] = sample
        }
    }
}
