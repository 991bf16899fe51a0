import Logging

/// Writes each event as one line that no text from outside can forge, whatever its source and wherever the gateway
/// logs it: names of tokens, subjects of an OpenID provider, what boards say about themselves, paths, reasons from
/// libraries.
struct LineLogHandler: LogHandler {
    private var next: any LogHandler

    /// Passes the line on to `next`; nil: to standard error.
    init(label: String, next: (any LogHandler)? = nil) {
        self.next = next ?? StreamLogHandler.standardError(label: label)
    }

    func log(event: LogEvent) {
        var event = event
        event.message = "\(LogText.escaped(event.message.description, upTo: LogLimits.valueCharacters))"
        event.metadata = event.metadata.map(Self.written)
        next.log(event: event)
    }

    /// Cleaned when it is set: the handler behind writes it with every event.
    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { next[metadataKey: key] }
        set { next[metadataKey: key] = newValue.map(Self.written) }
    }

    var metadata: Logger.Metadata {
        get { next.metadata }
        set { next.metadata = Self.written(newValue) }
    }

    var logLevel: Logger.Level {
        get { next.logLevel }
        set { next.logLevel = newValue }
    }

    var metadataProvider: Logger.MetadataProvider? {
        get { next.metadataProvider }
        set { next.metadataProvider = newValue }
    }

    private static func written(_ metadata: Logger.Metadata) -> Logger.Metadata {
        metadata.mapValues(written)
    }

    /// Lists and dictionaries become texts: their content is bounded with them.
    private static func written(_ value: Logger.Metadata.Value) -> Logger.Metadata.Value {
        .string(LogText.value(value.description))
    }
}

/// The bounds of what a log line repeats from outside.
enum LogLimits {
    /// Characters (Unicode scalars) of a message or a value. 1,000: every body that an admin sends by intention. With
    /// the dozen values that an event has at most, a line stays below 64 KiB.
    static let valueCharacters = 1_000
}

/// Texts as lines of the log hold them.
enum LogText {
    /// A value of a line: bounded, without what would end the line, and in quotes if its end could be mistaken.
    static func value(_ text: String) -> String {
        let clean = escaped(text, upTo: LogLimits.valueCharacters)
        guard clean.isEmpty || clean.contains(where: { $0 == " " || $0 == "=" || $0 == "\"" }) else { return clean }
        return "\"\(clean.replacing("\"", with: "\\\""))\""
    }

    /// The text up to so many characters, with `…` where it was longer. What ends a line, moves the cursor of a
    /// terminal or turns the direction of what follows is written as `\u{…}`, a backslash as two.
    static func escaped(_ text: String, upTo limit: Int) -> String {
        let scalars = text.unicodeScalars
        guard scalars.contains(where: mustBeEscaped) || scalars.count > limit else { return text }
        var clean = String.UnicodeScalarView()
        for (index, scalar) in scalars.enumerated() {
            guard index < limit else {
                clean.append("…")
                break
            }
            if scalar == "\\" {
                clean.append(contentsOf: "\\\\".unicodeScalars)
            } else if mustBeEscaped(scalar) {
                clean.append(contentsOf: "\\u{\(String(scalar.value, radix: 16, uppercase: true))}".unicodeScalars)
            } else {
                clean.append(scalar)
            }
        }
        return String(clean)
    }

    private static func mustBeEscaped(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator, .surrogate: true
        // Otherwise an escape that is written here could be mistaken for text that somebody wrote.
        case .otherPunctuation: scalar == "\\"
        // Marks of direction (UAX #9, section 2) also turn what follows them.
        case .format: scalar.properties.isBidiControl
        default: false
        }
    }
}
