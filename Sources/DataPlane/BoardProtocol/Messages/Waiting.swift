import Values

/// `waiting`: an admin has confirmed the pairing and no seat is free (protocol, section 3). It may come again, with other
/// figures; when a seat is free, `registered` and `welcome` follow on the same connection.
package struct Waiting: Equatable, Sendable {
    /// A sentence for the screen.
    package let detail: String
    /// Seats taken, and the maximum.
    package let seats: Refused.Seats
    /// What the board comes back with to wait on.
    package let token: Secret

    /// `detail` is a sentence for the screen.
    package init(detail: String, seats: Refused.Seats, token: Secret) {
        self.detail = detail
        self.seats = seats
        self.token = token
    }

    init(_ fields: Fields) throws(MessageError) {
        detail = try fields.required("detail", fields.string)
        let max = try fields.count("max")
        seats = Refused.Seats(configured: try fields.required("configured", fields.count), max: max)
        token = try fields.required("token", fields.secret)
    }

    /// The message as one JSON text, the token included.
    package func encode() -> [UInt8] {
        var json = JSONWriter(messageOfType: "waiting")
        json.member("detail", detail)
        json.member("configured", seats.configured)
        if let max = seats.max { json.member("max", max) }
        json.member("token", token.revealed)
        return json.finishMessage()
    }
}
