import Values

extension JSONWriter {
    /// Begins a message: an object whose first member is `type`.
    init(messageOfType type: String, reserving capacity: Int = 256) {
        self.init(reserving: capacity)
        beginObject()
        member("type", type)
    }

    /// Ends the message and hands out its text.
    consuming func finishMessage() -> [UInt8] {
        endObject()
        return finish()
    }
}
