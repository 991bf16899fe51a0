import Logging
import Synchronization

/// Keeps the lines that the loops log.
final class LogRecorder: Sendable {
    /// One line.
    struct Line: Sendable {
        let message: String
        let peer: String?
        let fault: String?
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
                fault: event.metadata?["fault"]?.description)
            recorder.kept.withLock { $0.append(line) }
        }
    }
}
