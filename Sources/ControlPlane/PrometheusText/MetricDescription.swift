/// What a metric is called, what it counts and which labels it has: declared once, before anything is counted.
///
/// The rules are those of Prometheus ("Metric and label naming", "Exposition formats"). A description that breaks them
/// is a programmer's error and stops the program at its start.
package struct MetricDescription: Sendable {
    /// What a value means, and so how it is written.
    package enum Kind: Sendable, Equatable {
        /// Only grows, from 0 at the start of the process; the name ends in `_total`.
        case counter
        /// Goes up and down.
        case gauge
        /// How often a value fell into each bucket. The bounds are inclusive, ascending and finite, in the unit of the
        /// name; a bucket without a bound is added.
        case histogram(bounds: [Double])

        /// The word of the `TYPE` line.
        var word: String {
            switch self {
            case .counter: "counter"
            case .gauge: "gauge"
            case .histogram: "histogram"
            }
        }
    }

    /// Such as `wallboard_push_delay_seconds`: base units, and `_total` at the end of counters.
    package let name: String
    /// One sentence for people.
    package let help: String
    /// Counter, gauge or histogram.
    package let kind: Kind
    /// The names of the labels, in the order in which they are written.
    package let labels: [String]
    /// The maximum of combinations of label values; see `MetricLimits.series`.
    package let maxSeries: Int
    /// Values of the one label that exist from the start, at 0: an alarm on an increase would miss the first.
    package let known: [String]

    /// Precondition: name, labels and bounds follow the rules above; values are only given for metrics with one
    /// label.
    package init(
        _ name: String, _ help: String, _ kind: Kind, labels: [String] = [], maxSeries: Int = MetricLimits.series,
        known: [String] = []
    ) {
        precondition(Self.isName(name), "\(name) is not the name of a metric")
        precondition((kind == .counter) == name.hasSuffix("_total"), "\(name): counters, and no others, end in _total")
        for suffix in ["_bucket", "_count", "_sum"] {
            precondition(!name.hasSuffix(suffix), "\(name): \(suffix) is what a histogram adds")
        }
        for label in labels {
            precondition(
                Self.isName(label) && !label.contains(":") && !label.hasPrefix("__"), "\(name): label \(label)")
            precondition(label != "le", "\(name): le is the label of buckets")
        }
        precondition(Set(labels).count == labels.count, "\(name): a label is named twice")
        precondition(maxSeries > 0, "\(name): no series are allowed")
        precondition(known.isEmpty || labels.count == 1, "\(name): known values need one label")
        precondition(Set(known).count <= maxSeries, "\(name): more values are known than allowed")
        if case .histogram(let bounds) = kind {
            precondition(!bounds.isEmpty && bounds.allSatisfy(\.isFinite), "\(name): bounds \(bounds)")
            precondition(zip(bounds, bounds.dropFirst()).allSatisfy { $0 < $1 }, "\(name): bounds \(bounds)")
        }
        self.name = name
        self.help = help
        self.kind = kind
        self.labels = labels
        self.maxSeries = maxSeries
        self.known = known
    }

    private static func isName(_ text: String) -> Bool {
        guard let first = text.utf8.first, !(0x30...0x39).contains(first) else { return false }
        return text.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"), UInt8(ascii: ":"): true
            default: false
            }
        }
    }
}

/// The bounds of what is counted. A label whose values come from outside must not fill the memory here or in
/// Prometheus.
package enum MetricLimits {
    /// Combinations of label values of one metric, unless its description says otherwise. Default 200: routes by
    /// status, the largest known table, has about 150.
    package static let series = 200
    /// Bytes of a label's value; the rest is cut off. Default 128: the longest of the gateway's has 30.
    package static let labelValueBytes = 128
    /// Closures that are called at each scrape. Default 64: one for each part of the gateway is about ten.
    package static let collectors = 64
    /// The label value that replaces every one beyond the bound of series.
    package static let overflowValue = "other"
    /// Counts what went to `overflowValue`.
    package static let overflowName = "wallboard_metrics_overflow_total"
}
