import Values

/// The body of a feed's request, parsed (calls.md, section 1): the valid events, and why the others are invalid. A bad
/// line never loses a good one.
package struct CallEventBatch: Equatable, Sendable {
    /// The valid ones, in the order of the body.
    package private(set) var events: [Event] = []
    /// The invalid ones, in the order of the body.
    package private(set) var rejected: [Rejection] = []

    /// A valid event and its position.
    package struct Event: Hashable, Sendable {
        /// The line of the body, or the place in the array, counted from 1.
        package let line: Int
        /// The event.
        package let message: CallEventMessage
        /// Whether a text of it was too long and was cut.
        package let isShortened: Bool

        /// For events that come from elsewhere than a body.
        package init(line: Int, message: CallEventMessage, isShortened: Bool = false) {
            self.line = line
            self.message = message
            self.isShortened = isShortened
        }
    }

    /// An invalid event: its position, and what is wrong with it.
    package struct Rejection: Hashable, Sendable {
        /// The line of the body, or the place in the array, counted from 1.
        package let line: Int
        /// A sentence without the full stop that names the fault.
        package let reason: String

        /// For faults that are only found later, by another part.
        package init(line: Int, reason: String) {
            self.line = line
            self.reason = reason
        }
    }

    /// How the events are arranged in a body.
    package enum Format: Sendable {
        /// One per line (`application/x-ndjson`).
        case lines
        /// One JSON array (`application/json`).
        case array
    }

    /// Why a whole body is rejected.
    package enum BodyError: Error, Hashable, Sendable {
        /// The array is broken, or an element of it nested too deeply: the end of an event cannot be found.
        case notAnArray(JSONError)
        /// There are more events, invalid ones included, than `CallEventLimits.maxEvents`.
        case tooManyEvents(limit: Int)

        /// A sentence without the full stop.
        package var reason: String {
            switch self {
            case .notAnArray(let error): "not a JSON array: \(error)"
            case .tooManyEvents(let limit): "more than \(limit) events in one body"
            }
        }
    }

    /// Parses `body`; the caller bounds its length.
    ///
    /// Lines end with LF or CR LF; blank ones are skipped, but counted as lines. Where `format` is nil, because the
    /// request did not say, a body that begins with `[` is an array.
    package init(
        _ body: [UInt8], format: Format? = nil, limits: CallEventLimits = CallEventLimits()
    ) throws(BodyError) {
        var reader = CallEventReader(body, format: format, limits: limits)
        while try reader.read(most: .max) {}
        self = reader.batch
    }

    /// No events yet.
    init() {}

    /// The events as a body of one per line, ready to be posted.
    package static func encode(_ events: some Sequence<CallEventMessage>) -> [UInt8] {
        var body: [UInt8] = []
        for event in events {
            body.append(contentsOf: event.encode())
            body.append(ASCII.lineFeed)
        }
        return body
    }

    /// Parses one event. Throws `.tooManyEvents`.
    mutating func add(_ text: Span<UInt8>, line: Int, _ limits: CallEventLimits) throws(BodyError) {
        guard events.count + rejected.count < limits.maxEvents else { throw .tooManyEvents(limit: limits.maxEvents) }
        do throws(MessageError) {
            let reading = try CallEventMessage.read(text, limits: limits.json)
            events.append(Event(line: line, message: reading.message, isShortened: reading.isShortened))

        } catch {
            rejected.append(Rejection(line: line, reason: error.reason))
        }
    }
}

/// The bounds of one body of the feed, whose own length the admin port bounds.
package struct CallEventLimits: Hashable, Sendable {
    /// Events of one body, rejected ones included. Default 100,000: more than fit into 16 MiB of real events.
    package var maxEvents = 100_000
    /// Bytes of one event. Default 65,536: names that are too long are cut, and the longest event that keeps all bounds
    /// has about 12,000, all escaped. Only that event is rejected if it is longer.
    package var maxEventBytes = 65_536
    /// Members of one event, unknown ones included. Default 256; an event has 12.
    package var maxEventMembers = 256

    /// The defaults.
    package init() {}

    /// The bounds of one event as a JSON text.
    var json: JSONLimits {
        var limits = JSONLimits()
        limits.maxBytes = maxEventBytes
        limits.maxMembers = maxEventMembers
        return limits
    }
}
