import Values

/// `status`: what a board tells its operators about itself (protocol, section 2).
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
