/// The bounds of a client of the admin API.
package struct AdminClientLimits: Hashable, Sendable {
    /// Bytes of one answer; longer ones are not read. Default 16 MiB: a page of 1,000 devices has about 0.5 MiB.
    package var maxAnswerBytes = 16 * 1_048_576
    /// Members and elements of one answer. Default 500,000: a page of 1,000 devices has about 20,000.
    package var maxAnswerMembers = 500_000
    /// Items asked for at a time. Default 1,000: the most that the gateway gives.
    package var pageSize = 1_000
    /// Pages of one list. Default 1,000: a million items, and the end of a list whose cursors go round in a circle.
    package var maxPages = 1_000
    /// Seconds until a connection stands, TLS included. Default 5: it is a machine nearby.
    package var connectSeconds = 5
    /// Seconds until an answer begins. Default 30: the gateway answers within a second or says 503.
    package var requestSeconds = 30
    /// Seconds without a byte within an answer, until it is taken as lost. Default 45: a stream of events says something
    /// every 15 seconds.
    package var silenceSeconds = 45
    /// Bytes of one event of a stream, and of one of its lines. Default 4 MiB: the figures of 10,000 boards have about
    /// 1.5 MiB.
    package var maxEventBytes = 4 * 1_048_576
    /// Milliseconds to wait at least before a lost stream is opened again, unless the gateway names more. Default 1,000.
    package var minReconnectMilliseconds = 1_000
    /// Milliseconds to wait at most. Default 30,000: who watches sees a gateway that is back within half a minute.
    package var maxReconnectMilliseconds = 30_000
    /// Seconds that the gateway may ask to wait before the next try (`Retry-After`); more count as so many. Default 86,400,
    /// a day: nobody waits for longer.
    package var maxRetryAfterSeconds = 86_400
    /// Bytes of a token's file. Default 4,096: a token has fewer than 200.
    package var maxTokenFileBytes = 4_096

    /// The defaults.
    package init() {}
}
