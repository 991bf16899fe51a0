/// A notice on its way: the same id and the same bytes at each try, so that the receiver knows a repeat.
package struct WebhookDelivery: Hashable, Sendable {
    /// Such as `msg_5f0c…`; different for each notice.
    package let id: String
    /// What it tells.
    package let notice: WebhookNotice
    /// When it was queued, on the clock of the queue, ms.
    package let queuedAt: Int64
    /// Tries so far.
    package internal(set) var attempts = 0
}

/// What became of one try.
package enum WebhookOutcome: Hashable, Sendable {
    /// The receiver answered; `retryAfterMillis` is what its `Retry-After` says, if it says something.
    case answered(status: Int, retryAfterMillis: Int64? = nil)
    /// No answer came: no connection, no trust, no time.
    case unreachable(String)
}
