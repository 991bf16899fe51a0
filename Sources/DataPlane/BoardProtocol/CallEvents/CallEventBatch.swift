import Values

/// The body of a feed's request taken apart (protocol, section 7): the good events, and why the others are none. A bad
/// line never loses a good one.
package struct CallEventBatch: Equatable, Sendable {
    /// The good ones, in the order of the body.
    package private(set) var events: [Event] = []
    /// The bad ones, in the order of the body.
    package private(set) var rejected: [Rejection] = []

    /// A good event and where it stood.
    package struct Event: Hashable, Sendable {
        /// The line of the body, or the place in the array, counted from 1.
        package let line: Int
        /// The event.
        package let message: CallEventMessage
    }

    /// A bad event: where it stood, and why it is none.
    package struct Rejection: Hashable, Sendable {
        /// The line of the body, or the place in the array, counted from 1.
        package let line: Int
        /// A sentence without the full stop that names the fault.
        package let reason: String

        /// For what is found to be bad only later, by somebody else.
        package init(line: Int, reason: String) {
            self.line = line
            self.reason = reason
        }
    }

    /// How the events stand in a body.
    package enum Format: Sendable {
        /// One a line (`application/x-ndjson`).
        case lines
        /// One JSON array (`application/json`).
        case array
    }

    /// Why a whole body is refused.
    package enum BodyError: Error, Hashable, Sendable {
        /// The array is broken, or an element of it nested too deeply: where one event ends cannot be told.
        case notAnArray(JSONError)
        /// There are more events, the bad ones included, than `CallEventLimits.maxEvents`.
        case tooManyEvents(limit: Int)

        /// A sentence without the full stop.
        package var reason: String {
            switch self {
            case .notAnArray(let error): "not a JSON array: \(error)"
            case .tooManyEvents(let limit): "more than \(limit) events in one body"
            }
        }
    }

    /// Takes `body` apart; its length is the caller's to bound.
    ///
    /// Lines end with LF or CR LF; blank ones are passed over, and counted as lines. Where `format` is nil, because the
    /// request did not say, an array is what begins with `[`.
    package init(
        _ body: [UInt8], format: Format? = nil, limits: CallEventLimits = CallEventLimits()
    ) throws(BodyError) {
        var reader = CallEventReader(body, format: format, limits: limits)
        while try reader.read(most: .max) {}
        self = reader.batch
    }

    /// Nothing yet.
    init() {}

    /// The events as a body of one a line, ready to be posted.
    package static func encode(_ events: some Sequence<CallEventMessage>) -> [UInt8] {
        var body: [UInt8] = []
        for event in events {
            body.append(contentsOf: event.encode())
            body.append(ASCII.lineFeed)
        }
        return body
    }

    /// Takes one event apart. Throws `.tooManyEvents`.
    mutating func add(_ text: Span<UInt8>, line: Int, _ limits: CallEventLimits) throws(BodyError) {
        guard events.count + rejected.count < limits.maxEvents else { throw .tooManyEvents(limit: limits.maxEvents) }
        do throws(MessageError) {
            events.append(Event(line: line, message: try CallEventMessage(parsing: text, limits: limits.json)))
        } catch {
            rejected.append(Rejection(line: line, reason: error.reason))
        }
    }
}

/// The bounds of one body of the feed, whose own length the admin port bounds.
package struct CallEventLimits: Hashable, Sendable {
    /// Events of one body, the rejected included. Default 100,000: more than 16 MiB of real events have.
    package var maxEvents = 100_000
    /// Bytes of one event. Default 8,192: the longest that keeps the protocol's bounds has about 4,500, all escaped. A
    /// longer one is rejected by itself.
    package var maxEventBytes = 8_192
    /// Members of one event, unknown ones included. Default 256; an event has 10.
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
