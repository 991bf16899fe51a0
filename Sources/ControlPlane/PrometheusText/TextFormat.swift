/// Writes Prometheus' text format, version 0.0.4 ("Exposition formats"): lines that end in LF, `HELP` and `TYPE` once
/// before the series of a metric.
struct TextFormat {
    private(set) var lines = ""

    /// Writes a metric with its series in the order of their label values. A metric without series is still named, so
    /// that a query for it shows that it exists.
    mutating func add(_ description: MetricDescription, _ samples: [MetricFamily.LabelValues: Sample]) {
        let name = description.name
        lines += "# HELP \(name) \(Self.escaped(description.help))\n# TYPE \(name) \(description.kind.word)\n"
        for (values, sample) in samples.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
            let labels = Array(zip(description.labels, values))
            switch (sample, description.kind) {
            case (.number(let value), _): line(name, labels, Self.number(value))
            case (.histogram(let counts), .histogram(let bounds)): histogram(name, labels, bounds, counts)
            case (.histogram, _): continue
            }
        }
    }

    /// Each bucket holds those before it too.
    private mutating func histogram(
        _ name: String, _ labels: [(String, String)], _ bounds: [Double], _ counts: HistogramCounts
    ) {
        var total: UInt64 = 0
        for (index, count) in counts.buckets.enumerated() {
            total += count
            let bound = index < bounds.count ? Self.number(bounds[index]) : "+Inf"
            line(name + "_bucket", labels + [("le", bound)], "\(total)")
        }
        line(name + "_sum", labels, Self.number(counts.sum))
        line(name + "_count", labels, "\(total)")
    }

    private mutating func line(_ name: String, _ labels: [(String, String)], _ value: String) {
        let pairs = labels.map { "\($0.0)=\"\(Self.escaped($0.1, quotes: true))\"" }
        lines += name + (pairs.isEmpty ? "" : "{\(pairs.joined(separator: ","))}") + " \(value)\n"
    }

    /// Escapes backslash and line feed, and in label values the quotation mark; everything else stays as it is. Works
    /// on bytes: a carriage return with a line feed is one `Character`.
    static func escaped(_ text: String, quotes: Bool = false) -> String {
        var result: [UInt8] = []
        result.reserveCapacity(text.utf8.count)
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\\"): result += Array("\\\\".utf8)
            case UInt8(ascii: "\n"): result += Array("\\n".utf8)
            case UInt8(ascii: "\"") where quotes: result += Array("\\\"".utf8)
            default: result.append(byte)
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// As Go's `ParseFloat` reads it; whole numbers without a fraction.
    static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
        return Int64(exactly: value).map { "\($0)" } ?? "\(value)"
    }
}
