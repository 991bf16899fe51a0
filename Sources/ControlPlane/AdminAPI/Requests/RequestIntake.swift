/// What one request has of what all requests share. It holds none of it for longer than it needs it: bytes as they come, a
/// turn and a place among the requests that are carried out once its body is there. One who sends slowly holds up nobody.
struct RequestIntake: Sendable {
    /// Bytes of bodies that are in memory.
    let bytes: Shares.Share
    /// A turn for a body that needs much memory to be taken apart; nil: it does not.
    let turn: Shares.Share?
    /// A place among the requests that are carried out.
    let request: Shares.Share

    /// So many bytes of the body have come. Throws `.unavailable`.
    func receive(_ count: Int) throws(AdminError) {
        guard bytes.grow(by: count) else { throw Self.full("bodies are coming in") }
    }

    /// The body is there and will be taken apart. Throws `.unavailable`.
    func complete() throws(AdminError) {
        guard turn?.grow(by: 1) ?? true else { throw Self.full("bodies of this kind are worked on") }
    }

    /// The request will be carried out. Throws `.unavailable`.
    func begin() throws(AdminError) {
        guard request.grow(by: 1) else { throw Self.full("requests are carried out") }
    }

    /// Gives everything back.
    func end() {
        bytes.giveBack()
        turn?.giveBack()
        request.giveBack()
    }

    private static func full(_ what: String) -> AdminError {
        .unavailable(reason: "Too many \(what) at once.", retryAfterSeconds: 1)
    }
}
