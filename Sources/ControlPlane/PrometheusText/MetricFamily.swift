import Synchronization

/// One metric with all its series, and the bound on how many there are.
final class MetricFamily: Sendable {
    /// The values of the labels, in the order of the description.
    typealias LabelValues = [String]

    /// Where one series counts.
    enum Cell: Sendable {
        case counter(CounterCell)
        case gauge(GaugeCell)
        case histogram(HistogramCell)
    }

    let description: MetricDescription
    private let cells = Mutex<[LabelValues: Cell]>([:])

    init(_ description: MetricDescription) {
        self.description = description
        // A metric without labels exists from the start, at 0: a rate over its first increment is then right.
        if description.labels.isEmpty { _ = cell(for: []) }
        for value in description.known { _ = cell(for: [value]) }
    }

    /// The series of these label values; `isOverflow` if the bound is reached and it is the one for all others.
    func cell(for values: LabelValues) -> (cell: Cell, isOverflow: Bool) {
        cells.withLock { cells in
            if let cell = cells[values] { return (cell, false) }
            // The series for all others does not count towards the bound: it must be possible at any time.
            let overflow = self.overflow
            let known = cells.count - (cells[overflow] == nil ? 0 : 1)
            let isOverflow = known >= description.maxSeries && values != overflow
            let key = isOverflow ? overflow : values
            if let cell = cells[key] { return (cell, isOverflow) }
            let cell = makeCell()
            cells[key] = cell
            return (cell, isOverflow)
        }
    }

    /// What every series has counted, in no order.
    func snapshot() -> [LabelValues: Sample] {
        cells.withLock { $0 }.mapValues { cell in
            switch cell {
            case .counter(let cell): .number(cell.value)
            case .gauge(let cell): .number(cell.value)
            case .histogram(let cell): .histogram(cell.value)
            }
        }
    }

    /// The values of the series for all that is beyond the bound.
    var overflow: LabelValues {
        Array(repeating: MetricLimits.overflowValue, count: description.labels.count)
    }

    /// The label values in the order of the description.
    ///
    /// Precondition: the dimensions name each label once, and no other.
    func values(of dimensions: [(String, String)]) -> LabelValues {
        precondition(
            dimensions.count == description.labels.count,
            "\(description.name) has the labels \(description.labels), not \(dimensions.map(\.0))")
        return description.labels.map { label in
            guard let value = dimensions.first(where: { $0.0 == label })?.1 else {
                preconditionFailure("\(description.name) needs a value for its label \(label)")
            }
            return value.utf8.count <= MetricLimits.labelValueBytes ? value : Self.cut(value)
        }
    }

    /// As many whole characters as fit.
    private static func cut(_ text: String) -> String {
        var result = ""
        for character in text {
            guard result.utf8.count + character.utf8.count <= MetricLimits.labelValueBytes else { break }
            result.append(character)
        }
        return result
    }

    private func makeCell() -> Cell {
        switch description.kind {
        case .counter: .counter(CounterCell())
        case .gauge: .gauge(GaugeCell())
        case .histogram(let bounds): .histogram(HistogramCell(bounds: bounds))
        }
    }
}

/// The value of one series at one scrape.
enum Sample: Sendable, Equatable {
    case number(Double)
    case histogram(HistogramCounts)

    /// Both together: what was counted here and what was read at the scrape.
    static func + (a: Sample, b: Sample) -> Sample {
        switch (a, b) {
        case (.number(let a), .number(let b)):
            .number(a + b)
        case (.histogram(let a), .histogram(let b)):
            .histogram(
                HistogramCounts(buckets: zip(a.buckets, b.buckets).map { $0 &+ $1 }, sum: a.sum + b.sum))
        case (let a, _):
            a
        }
    }
}
