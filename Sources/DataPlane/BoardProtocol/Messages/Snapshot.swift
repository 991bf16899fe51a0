import Values

/// `snapshot`: the whole state of the board's view (protocol, section 3).
package struct Snapshot: Hashable, Sendable {
    /// 0 or more; the next update has one more.
    package let seq: Int
    /// The moment at which the state is true.
    package let asOf: Instant
    /// The state, already encoded as one JSON object: it is the same for all boards of a view.
    package let state: [UInt8]

    /// `state` must be one JSON object; the caller ensures it.
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

/// `update`: what changed in the state since the last snapshot or update (protocol, section 3).
package struct Update: Hashable, Sendable {
    /// One more than that of the last snapshot or update.
    package let seq: Int
    /// The moment at which the changed state is true.
    package let asOf: Instant
    /// The merge patch (RFC 7396), already encoded as one JSON object.
    package let patch: [UInt8]

    /// `patch` must be one JSON object; the caller ensures it.
    package init(seq: Int, asOf: Instant, patch: [UInt8]) {
        self.seq = seq
        self.asOf = asOf
        self.patch = patch
    }

    /// The message as one JSON text.
    package func encode() -> [UInt8] {
        var json = JSONWriter(messageOfType: "update", reserving: patch.count + 128)
        json.member("seq", seq)
        json.member("asOf", asOf)
        json.key("patch")
        json.raw(patch)
        return json.finishMessage()
    }
}
