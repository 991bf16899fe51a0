import Glibc
import Logging
import Synchronization

/// Keeps the lines that the loops log.
final class LogRecorder: Sendable {
    /// One line.
    struct Line: Sendable {
        let message: String
        let peer: String?
        let fault: String?
        let level: Logger.Level
    }

    /// The text in a line that holds up the thread that writes it; nil: none does.
    private let held = Mutex<String?>(nil)
    private let holding = Atomic<Bool>(false)

    /// From now on the thread that writes a line with `text` stands still.
    func hold(_ text: String) { held.withLock { $0 = text } }

    /// Whether a thread stands still.
    var isHolding: Bool { holding.load(ordering: .acquiring) }

    /// The thread that stands still goes on; the next that writes such a line may stand still too.
    func release(butHoldAgain isAgain: Bool = false) {
        if !isAgain { held.withLock { $0 = nil } }
        holding.store(false, ordering: .releasing)
    }

    fileprivate func holdUp(_ line: Line) {
        guard held.withLock({ $0.map(line.message.contains) ?? false }) else { return }
        holding.store(true, ordering: .releasing)
        while isHolding { usleep(500) }
    }

    private let kept = Mutex<[Line]>([])

    var lines: [Line] { kept.withLock { $0 } }

    /// A logger that writes here.
    var logger: Logger {
        var logger = Logger(label: "test") { _ in Handler(recorder: self) }
        logger.logLevel = .trace
        return logger
    }

    private struct Handler: LogHandler {
        let recorder: LogRecorder
        var metadata: Logger.Metadata = [:]
        var logLevel = Logger.Level.trace

        subscript(metadataKey key: String) -> Logger.MetadataValue? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let line = Line(
                message: "\(event.message)", peer: event.metadata?["peer"]?.description,
                fault: event.metadata?["fault"]?.description,
                level: event.level)
            recorder.kept.withLock { $0.append(line) }
            recorder.holdUp(line)
        }
    }
}
