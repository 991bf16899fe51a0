import Values

/// `hello`: who the board is, and its credential (protocol, section 2).
package struct Hello: Equatable, Sendable {
    /// 1–64 of `A–Z a–z 0–9 . _ -`.
    package let serial: String
    /// At most 100 characters, without control characters.
    package let model: String?
    /// At most 50 characters, without control characters.
    package let appVersion: String?
    /// The credential.
    package let credentials: Credentials

    /// The credential of a board.
    package enum Credentials: Equatable, Sendable {
        /// The token of an earlier registration. 1–200 bytes.
        case token(Secret)
        /// An enrolment key: register now. 1–200 bytes.
        case enrolmentKey(Secret)
        /// Start pairing.
        case none
    }

    /// Precondition: `serial` keeps its rule.
    package init(serial: String, model: String? = nil, appVersion: String? = nil, credentials: Credentials) {
        precondition(Self.isSerial(serial), "\(serial) is not a serial")
        self.serial = serial
        self.model = model
        self.appVersion = appVersion
        self.credentials = credentials
    }

    init(_ fields: Fields) throws(MessageError) {
        let serial = try fields.required("serial", fields.string)
        guard Self.isSerial(serial) else { throw .field("serial", rule: "is not 1 to 64 of A–Z a–z 0–9 . _ -") }
        self.serial = serial
        model = try fields.displayText("model", atMost: MessageLimits.modelCharacters)
        appVersion = try fields.displayText("appVersion", atMost: MessageLimits.appVersionCharacters)
        switch (try fields.secret("token"), try fields.secret("enrolmentKey")) {
        case (.some, .some): throw .field("token", rule: "and enrolmentKey exclude each other")
        case (let token?, nil): credentials = .token(token)
        case (nil, let key?): credentials = .enrolmentKey(key)
        case (nil, nil): credentials = .none
        }
    }

    private static func isSerial(_ text: String) -> Bool {
        (1...MessageLimits.serialBytes).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                ASCII.isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
                    || byte == ASCII.dot || byte == ASCII.underscore || byte == ASCII.minus
            }
    }

    /// The message as one JSON text, the secret included.
    package func encode() -> [UInt8] {
        var json = JSONWriter(messageOfType: "hello")
        json.member("serial", serial)
        if let model { json.member("model", model) }
        if let appVersion { json.member("appVersion", appVersion) }
        switch credentials {
        case .token(let token): json.member("token", token.revealed)
        case .enrolmentKey(let key): json.member("enrolmentKey", key.revealed)
        case .none: break
        }
        return json.finishMessage()
    }
}

/// A token or an enrolment key: text that must not reach a log, a crash report or a debugger's output. Printing a value
/// that holds one shows `•••`.
package struct Secret: Sendable {
    /// The text itself, for comparing its hash and for sending it.
    package let revealed: String

    /// Takes any text; the rules for its length belong to the message that holds it.
    package init(_ text: String) {
        revealed = text
    }
}

extension Secret: Equatable {
    /// Compares in time that depends on the lengths alone.
    package static func == (a: Secret, b: Secret) -> Bool {
        ConstantTime.equal(a.revealed.utf8, b.revealed.utf8)
    }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// `•••`
    package var description: String { "•••" }
    /// `•••`
    package var debugDescription: String { "•••" }
    /// A mirror without children, for `dump` and debuggers.
    package var customMirror: Mirror { Mirror(self, children: []) }
}
