import Values

/// `snapshot`: the whole state of the board's view (protocol, section 3).
package struct Snapshot: Hashable, Sendable {
    /// 0 or more; the next update has one more.
    package let seq: Int
    /// The moment of which the state is true.
    package let asOf: Instant
    /// The state, already encoded as one JSON object: it is the same for all boards of a view.
    package let state: [UInt8]

    /// `state` is one JSON object; the caller answers for it.
    package init(seq: Int, asOf: Instant, state: [UInt8]) {
        self.seq = seq
        self.asOf = asOf
        self.state = state
    }

    /// The message as one JSON text.
    package func encode() -> [UInt8] {
        var json = JSONWriter(messageOfType: "snapshot", reserving: state.count + 128)
        json.member("seq", seq)
        json.member("asOf", asOf)
        json.key("state")
        json.raw(state)
        return json.finishMessage()
    }
}
