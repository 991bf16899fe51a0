/// The bounds of webhooks. Milliseconds unless the name says otherwise.
package struct WebhookLimits: Hashable, Sendable {
    /// Notices that wait. Default 1,000: a building of 500 boards that goes and comes back; each has about 400 bytes.
    /// When there are more, the oldest goes.
    package var queueLength = 1_000
    /// Tries of one notice. Default 20: with the waits below about half a day.
    package var attempts = 20
    /// A notice that is older is dropped. Default 24 h: what was wrong yesterday is in the log and on the page.
    package var ageMillis: Int64 = 86_400_000
    /// The longest wait after the first failure; each further one doubles it. Default 5 s.
    package var firstWaitMillis: Int64 = 5_000
    /// The longest wait of all. Default 1 h.
    package var longestWaitMillis: Int64 = 3_600_000
    /// A `Retry-After` is followed up to here. Default 6 h: one number must not silence the gateway for good.
    package var longestHintMillis: Int64 = 21_600_000
    /// Until a connection is open, TLS included. Default 10 s: the other end of the Internet.
    package var connectMillis: Int64 = 10_000
    /// Until the complete answer has arrived. Default 15 s, as the specification recommends (15 to 30 s).
    package var requestMillis: Int64 = 15_000
    /// Bytes of an answer that are read; the answer is not used, but a connection can only be used again at its end.
    /// Default 16,384.
    package var answerBytes = 16_384
    /// How long a shutdown waits for what is queued. Default 5 s: systemd waits 90.
    package var drainMillis: Int64 = 5_000
    /// Secrets that sign at once, for changing them. Default 4.
    package var secrets = 4
    /// Bytes of the file of secrets. Default 4,096.
    package var secretFileBytes = 4_096
    /// Boards that are watched for outages. Default 200,000: more than one gateway holds.
    package var watchedBoards = 200_000
    /// Customers whose seats are watched. Default 100,000.
    package var watchedCustomers = 100_000
    /// Serials whose refusals were reported within the hour. Default 10,000; beyond it the oldest is forgotten, and
    /// may be reported again.
    package var refusedSerials = 10_000

    /// The defaults.
    package init() {}
}

/// What is wrong with the settings of the webhook; nothing was sent.
package enum WebhookError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The address, the file of secrets or the file of trust roots cannot be used.
    case misconfigured(String)

    /// A sentence without the secret.
    package var description: String {
        switch self {
        case .misconfigured(let reason): reason
        }
    }
}
