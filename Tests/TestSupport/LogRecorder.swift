import Glibc
import Logging
import Synchronization

/// Keeps what is logged.
package final class LogRecorder: Sendable {
    /// One line.
    package struct Line: Sendable {
        /// How grave it is.
        package let level: Logger.Level
        /// The text without its values.
        package let message: String
        /// The values of the line itself.
        package let values: [String: String]
        /// Those and the values of its logger.
        package let allValues: [String: String]

        /// The value of the line itself under a key.
        package subscript(key: String) -> String? { values[key] }

        /// Such as `warning: too late after=7`, with the values of the line itself.
        package var text: String { "\(level): " + Self.text(message, values) }

        /// Such as `too late after=7 customer=a`, with all values and without the level.
        package var wholeText: String { Self.text(message, allValues) }

        private static func text(_ message: String, _ values: [String: String]) -> String {
            ([message] + values.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }).joined(separator: " ")
        }
    }

    private let kept = Mutex<[Line]>([])

    /// Nothing is logged yet.
    package init() {}

    /// What was logged, oldest first.
    package var lines: [Line] { kept.withLock { $0 } }

    /// The same as texts.
    package var texts: [String] { lines.map(\.text) }

    /// A logger that writes here, from `trace` on.
    package var logger: Logger { Logger(label: "test") { _ in self.handler } }

    /// What a logger or another handler writes to.
    package var handler: any LogHandler { Handler(recorder: self) }

    private struct Handler: LogHandler {
        let recorder: LogRecorder
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let values = event.metadata ?? [:]
            let line = Line(
                level: event.level, message: "\(event.message)", values: values.mapValues { "\($0)" },
                allValues: metadata.merging(values) { $1 }.mapValues { "\($0)" })
            recorder.kept.withLock { $0.append(line) }
            recorder.holdUp(line)
        }
    }

    // MARK: Threads that stand still

    /// The text in a line that holds up the thread that writes it; nil: none does.
    private let held = Mutex<String?>(nil)
    private let holding = Atomic<Bool>(false)

    /// From now on the thread that writes a line with `text` stands still.
    package func hold(_ text: String) { held.withLock { $0 = text } }

    /// Whether a thread stands still.
    package var isHolding: Bool { holding.load(ordering: .acquiring) }

    /// The thread that stands still goes on; the next that writes such a line may stand still too.
    package func release(butHoldAgain isAgain: Bool = false) {
        if !isAgain { held.withLock { $0 = nil } }
        holding.store(false, ordering: .releasing)
    }

    private func holdUp(_ line: Line) {
        guard held.withLock({ $0.map(line.message.contains) ?? false }) else { return }
        holding.store(true, ordering: .releasing)
        while isHolding { usleep(500) }
    }
}
