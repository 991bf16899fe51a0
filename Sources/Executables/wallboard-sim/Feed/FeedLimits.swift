/// The bounds of a feed.
struct FeedLimits: Hashable, Sendable {
    /// Events of one request. Default 1,000: about 250 KiB, far below the gateway's bound of a body, and few enough
    /// that one durable write takes milliseconds.
    var eventsPerRequest = 1_000
    /// How long events are gathered before they are sent, in milliseconds. Default 100: boards are updated no more
    /// often.
    var gatherMillis: Int64 = 100
    /// The longest wait before a request is tried again, in milliseconds. Default 10 s: a feed that was cut off is
    /// wanted back soon. The first wait is 0.5 s, then twice as long each time.
    var longestRetryMillis: Int64 = 10_000
}
