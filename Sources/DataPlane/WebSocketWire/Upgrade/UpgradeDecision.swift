/// What becomes of a request to open a WebSocket.
package enum UpgradeDecision: Sendable {
    /// Send `response`; from there on frames are spoken, deflated with `deflate` where that is not nil.
    case accept(response: [UInt8], deflate: DeflateParameters?)
    /// Answer with an ordinary response of this status and these fields, and close. `reason` is a few words for the body
    /// and the log; nothing of the peer's data is in it.
    case reject(status: Int, reason: String, headers: [(String, String)])
}
