import Values

/// `pairing`: the board has neither token nor enrolment key; an admin gives it its seat by the code that it shows
/// (protocol, section 3). It may be sent again, with a new code that replaces the last; when an admin has used the
/// code, `registered` and `welcome` follow on the same connection.
package struct Pairing: Equatable, Sendable {
    /// What an admin types in: `XXXX-XXXX`, of `BCDFGHJKLMNPQRSTVWXZ`.
    package let userCode: String
    /// The page on which to type it.
    package let verificationUri: String
    /// The same page with the code filled in: what `qr` holds.
    package let verificationUriComplete: String
    /// `verificationUriComplete` as a QR code: a square of 1–177 rows, 0 for light and 1 for dark, without the margin
    /// of four light modules that a reader needs around it (ISO/IEC 18004, section 6.3.8).
    package let qr: [String]
    /// For how long the code is valid, counted from the message.
    package let expiresInSeconds: Int

    /// Precondition: `userCode`, `qr` and `expiresInSeconds` keep their rules.
    package init(
        userCode: String, verificationUri: String, verificationUriComplete: String, qr: [String], expiresInSeconds: Int
    ) {
        precondition(Self.isUserCode(userCode), "\(userCode) is not a user code")
        precondition(Self.isSquare(qr), "\(qr.count) rows are not a QR code")
        precondition(expiresInSeconds >= 0, "\(expiresInSeconds) s")
        self.userCode = userCode
        self.verificationUri = verificationUri
        self.verificationUriComplete = verificationUriComplete
        self.qr = qr
        self.expiresInSeconds = expiresInSeconds
    }

    init(_ fields: Fields) throws(MessageError) {
        userCode = try fields.required("userCode", fields.string)
        guard Self.isUserCode(userCode) else {
            throw .field("userCode", rule: "is not XXXX-XXXX of \(Self.letters)")
        }
        verificationUri = try fields.required("verificationUri", fields.string)
        verificationUriComplete = try fields.required("verificationUriComplete", fields.string)
        qr = try fields.required("qr", fields.strings)
        guard Self.isSquare(qr) else {
            throw .field("qr", rule: "is not a square of 1 to \(MessageLimits.qrRows) rows of 0 and 1")
        }
        expiresInSeconds = try fields.required("expiresInSeconds", fields.count)
    }

    private static let letters = "BCDFGHJKLMNPQRSTVWXZ"

    private static func isUserCode(_ text: String) -> Bool {
        let letters = Array(Self.letters.utf8)
        return text.utf8.count == 9
            && text.utf8.enumerated().allSatisfy { position, byte in
                position == 4 ? byte == UInt8(ascii: "-") : letters.contains(byte)
            }
    }

    private static func isSquare(_ rows: [String]) -> Bool {
        (1...MessageLimits.qrRows).contains(rows.count)
            && rows.allSatisfy { row in
                row.utf8.count == rows.count
                    && row.utf8.allSatisfy { $0 == UInt8(ascii: "0") || $0 == UInt8(ascii: "1") }
            }
    }

    /// The message as one JSON text.
    package func encode() -> [UInt8] {
        var json = JSONWriter(messageOfType: "pairing", reserving: 512 + qr.count * (qr.count + 3))
        json.member("userCode", userCode)
        json.member("verificationUri", verificationUri)
        json.member("verificationUriComplete", verificationUriComplete)
        json.key("qr")
        json.beginArray()
        for row in qr { json.string(row) }
        json.endArray()
        json.member("expiresInSeconds", expiresInSeconds)
        return json.finishMessage()
    }
}

/// `registered`: the device has just been given its seat, or a new token by an admin; the board keeps the newest token
/// (protocol, section 3).
package struct Registered: Equatable, Sendable {
    /// The name that the gateway gave the device.
    package let deviceId: String
    /// The board's credential from now on.
    package let token: Secret

    /// The device and its new token.
    package init(deviceId: String, token: Secret) {
        self.deviceId = deviceId
        self.token = token
    }

    init(_ fields: Fields) throws(MessageError) {
        deviceId = try fields.required("deviceId", fields.string)
        token = try fields.required("token", fields.secret)
    }

    /// The message as one JSON text, the token included.
    package func encode() -> [UInt8] {
        var json = JSONWriter(messageOfType: "registered")
        json.member("deviceId", deviceId)
        json.member("token", token.revealed)
        return json.finishMessage()
    }
}

/// `waiting`: an admin has confirmed the pairing and no seat is free (protocol, section 3). It may be sent again, with
/// other figures; when a seat is free, `registered` and `welcome` follow on the same connection.
package struct Waiting: Equatable, Sendable {
    /// A sentence for the screen.
    package let detail: String
    /// Seats taken, and the maximum.
    package let seats: Refused.Seats
    /// The token with which the board comes back to wait on.
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
