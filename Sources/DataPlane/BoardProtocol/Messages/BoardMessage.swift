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

    /// Reads one message. Unknown fields are ignored; anything wrong in a known one, an unknown `type` included, is
    /// thrown, and the connection is to be closed with 4500.
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
