import Values

/// What a board says to the gateway (protocol, section 2).
package enum BoardMessage: Equatable, Sendable {
    /// The first message of a connection, once.
    case hello(Hello)
    /// The board saw a gap in `seq`: send a snapshot.
    case resync
    case status(BoardStatus)

    /// The values of `type`.
    private enum Kind: String, CaseIterable {
        case hello, resync, status
    }

    /// Reads one message. Unknown fields are ignored; any fault in a known one, an unknown `type` included, is thrown,
    /// and the connection is to be closed with 4500.
    package init(parsing text: [UInt8]) throws(MessageError) {
        var parser = JSONParser(limits: JSONLimits())
        let fields = try Fields(text.span, &parser)
        let kind: Kind = try fields.required("type", fields.word)
        switch kind {
        case .hello: self = .hello(try Hello(fields))
        case .resync: self = .resync
        case .status: self = .status(try BoardStatus(fields))
        }
    }

    /// The message as one JSON text.
    package func encode() -> [UInt8] {
        switch self {
        case .hello(let hello): hello.encode()
        case .resync: JSONWriter(messageOfType: "resync").finishMessage()
        case .status(let status): status.encode()
        }
    }
}

/// `status`: what a board reports to its operators about itself (protocol, section 2).
package struct BoardStatus: Hashable, Sendable {
    /// True before the TV sleeps; nil if the message does not say.
    package let asleep: Bool?
    /// At most 200 characters, without control characters.
    package let note: String?

    /// `note` has at most 200 characters; a gateway refuses longer ones.
    package init(asleep: Bool? = nil, note: String? = nil) {
        self.asleep = asleep
        self.note = note
    }

    init(_ fields: Fields) throws(MessageError) {
        asleep = try fields.bool("asleep")
        note = try fields.displayText("note", atMost: MessageLimits.noteCharacters)
    }

    /// The message as one JSON text.
    package func encode() -> [UInt8] {
        var json = JSONWriter(messageOfType: "status")
        if let asleep { json.member("asleep", asleep) }
        if let note { json.member("note", note) }
        return json.finishMessage()
    }
}

/// The bounds of the fields of messages. The protocol fixes them, so they cannot be configured.
package enum MessageLimits {
    /// Bytes of a board's serial: 64 (protocol, section 2).
    package static let serialBytes = 64
    /// Characters (Unicode scalars) of a board's model: 100, so that a table of devices stays a table.
    package static let modelCharacters = 100
    /// Characters (Unicode scalars) of the version of the board's app: 50, for the same reason.
    package static let appVersionCharacters = 50
    /// Characters (Unicode scalars) of the note of a status: 200 (protocol, section 2).
    package static let noteCharacters = 200
    /// Rows of a QR code: 177, those of its largest version (ISO/IEC 18004, section 6.3.2).
    package static let qrRows = 177
    /// Bytes of a token or an enrolment key: 200. The gateway's own have fewer than 100; anything longer is not valid.
    package static let secretBytes = 200
    /// Bytes of the id of a call event: 128 (calls.md, section 1).
    package static let eventIDBytes = 128
    /// Bytes of the id of a call: 256 (calls.md, section 1).
    package static let callIDBytes = 256
    /// Unicode scalars of a name, a number or a reason in a call event: 128 (calls.md, section 1). Longer ones are cut.
    package static let callNameScalars = 128
    /// The longest wait that a call event can give, in milliseconds: 86,400 s (calls.md, section 1).
    package static let waitMilliseconds: Int64 = 86_400_000
}
