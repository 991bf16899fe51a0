/// Every bound of the boards' port, with its reason. Times are milliseconds, sizes are bytes.
package struct BoardServerLimits: Sendable {
    /// Connections of all loops together, in any phase. A board costs about 12 KiB, so the default needs 240 MiB.
    package var maxConnections = 20_000
    /// One part in so many of `maxConnections` is for connections that are not finished: from accept until their
    /// `hello` is accepted. One more, and one of the oldest goes: a peer that makes progress is finished long before.
    package var unfinishedShare = 4
    /// Once half of that is in use, unfinished connections of one block of addresses; one more, and the oldest of the
    /// block goes. More than the boards of a site that shake hands at the same moment.
    package var maxUnfinishedPerBlock = 256
    /// The same bound where `maxConnections` is small: one part in so many of the unfinished connections. Together with
    /// the half that anybody may use, a single block leaves room for the others.
    package var unfinishedBlockShare = 4
    /// Connections that one tick may always take from the listen queue: few, so that a reconnect storm leaves time for
    /// live boards.
    package var maxAcceptsPerTick = 32
    /// TLS handshakes that one tick may always work on: each costs as much CPU as thirty delivered messages.
    package var maxHandshakesPerTick = 8
    /// One part in so many of the time belongs to connections that are not up yet where ticks are long, because much is
    /// published: there the two numbers before would let in only a few a second.
    package var connectingShare: Int64 = 4
    /// Ready descriptors handled in one tick.
    package var maxEventsPerTick = 512
    /// Bytes read from one connection in one tick, into the one buffer of the loop: one record of TLS (RFC 8446,
    /// section 5.1).
    package var maxReadBytesPerTick = 16_384
    /// Records of TLS without data for the application (KeyUpdate, refused renegotiation, warnings, empty records) that
    /// a connection may send from one heartbeat to the next, and before the first; one more, and it is closed (close
    /// code 4012). A healthy board sends one in months.
    package var maxRecordsWithoutData: UInt16 = 32
    /// Turns that a handshake may take, of `TLSLimits.recordsPerHandshakeStep` records each; one more, and the
    /// connection is ended. A handshake takes 2, and one more for each segment of TCP that a flight is cut into: 20
    /// with the longest certificate chain on the worst line.
    package var maxHandshakeTurns: UInt8 = 64
    /// Bytes written to one connection in one tick, so that a board with a full queue does not hold up the others.
    package var maxWriteBytesPerTick = 262_144
    /// Commands that wait for one loop; beyond it a publication is replaced by a snapshot later on.
    package var maxWaitingCommands = 131_072
    /// How long accepting pauses when the process has no descriptors left, or when every connection of a whole tick
    /// failed.
    package var acceptPauseMillis: Int64 = 250
    /// The longest that a loop waits while nothing happens: its turns show that it is alive.
    package var maxWaitMillis: Int64 = 1_000
    /// How long `settle` waits for the loops. A tick of a healthy one takes less than 100 ms.
    package var settleMillis: Int64 = 5_000
    /// How long a loop may take no turn at the end before it is left as it is. One that lives turns once a second; well
    /// over what a full machine or a slow log holds one up.
    package var standstillMillis: Int64 = 10_000
    /// How long the end may take beside the time over which boards are sent away, whatever the loops do: the slowest
    /// connection takes `fileMillis` and `closeMillis`.
    package var endMillis: Int64 = 45_000

    /// A message of a board, before and after inflation (close code 1009).
    package var maxMessageBytes = 65_536
    /// The same before `welcome`, where anybody can send anything: the longest `hello` takes less than 1 KiB.
    package var maxMessageBytesBeforeWelcome = 4_096
    /// What a peer may still send once its connection has been failed, before it is reset: what was on its way.
    package var maxDiscardedBytes = 1_048_576
    /// A request head; the answer beyond it is 431.
    package var maxRequestHeadBytes = 8_192
    /// Messages, pings and pongs of one board in `messageWindowMillis`; a healthy board sends one pong per heartbeat.
    package var maxMessagesPerWindow = 120
    /// The window that `maxMessagesPerWindow` counts in.
    package var messageWindowMillis: Int64 = 10_000

    /// Attempts of one address that may fail at once: bad credentials, no valid `hello` in time, and every board that
    /// comes without credentials to be paired. Beyond it bad credentials and boards without any get 4012; a board with
    /// a valid credential always gets in. Many, since all boards of a site share an address, and a broken one tries
    /// seldom.
    package var maxFailedAttempts = 1_000
    /// How fast failed attempts are forgiven: ten a second, which with their handshakes cost 1 % of a core.
    package var failedAttemptMillis: Int64 = 100
    /// Addresses (of IPv6: /64 blocks) whose failed attempts are remembered, all loops together; 64 bytes each. None
    /// whose failures are not all forgiven is forgotten: addresses beyond the limit share one account.
    package var maxFailingAddresses = 65_536

    /// State frames that may wait for one board before they are replaced by one snapshot.
    package var maxQueuedFrames = 16
    /// Bytes that may wait for one board before they are replaced by one snapshot.
    package var maxQueuedBytes = 131_072
    /// Frames other than state (pongs, welcomes) that may wait beside `maxQueuedFrames` for a board that does not read;
    /// one more, and it is too slow (close code 4003).
    package var maxQueuedControlFrames = 16
    /// The kernel's send buffer of one connection; the kernel doubles it. Small, so that what waits for a slow board
    /// waits where it can still be replaced or taken back.
    package var kernelSendBufferBytes = 65_536

    /// How long the peer may take to acknowledge what is revoked before the connection is reset. Longer than a round
    /// trip and the 40 ms that TCP may delay an acknowledgement; an admin waits for it where a line is down.
    package var acknowledgementMillis: Int64 = 200
    /// How often to check for that: the kernel does not report it by itself.
    package var acknowledgementCheckMillis: Int64 = 5

    /// From accept to a finished TLS handshake and upgrade request.
    package var handshakeMillis: Int64 = 10_000
    /// From the upgrade to `hello` (close code 4000).
    package var helloMillis: Int64 = 10_000
    /// From `hello` to the control plane's decision (close code 1013).
    package var decisionMillis: Int64 = 30_000
    /// A board gets something at least this often (protocol, `heartbeat`), and a ping with it.
    package var heartbeatMillis: Int64 = 15_000
    /// The most by which a board's heartbeats come earlier than that, each board's own: boards that got the same update
    /// at the same moment would all have their heartbeats at the same moment from then on.
    var maxHeartbeatLeadMillis: Int32 { Int32(clamping: heartbeatMillis / 4) }
    /// A board gets the gateway's time at least this often, by a `heartbeat`, whatever else is sent: a TV may have been
    /// suspended meanwhile.
    package var serverTimeMillis: Int64 = 60_000
    /// How long a board may take nothing while something waits for it (close code 4003). As long as it takes nothing,
    /// it is sent no ping.
    package var stallMillis: Int64 = 30_000
    /// How long a board may take to answer Close, and again to take the last bytes and end; also the end of HTTP.
    package var closeMillis: Int64 = 5_000
    /// The same after a second request to end the gateway.
    package var hurriedCloseMillis: Int64 = 500
    /// How long a browser may take for a file of the board page: 100 KB at the far end of a wireless network.
    package var fileMillis: Int64 = 30_000

    /// Log lines of one loop per second about boards that are let in and about the gateway itself; the next line counts
    /// what was left out.
    package var maxLogLinesPerSecond = 20
    /// Log lines of one loop in one burst about everybody else.
    package var maxStrangerLogLines = 60
    /// How fast that burst refills: a line a second, so that a flood of a day leaves 10 MB.
    package var strangerLogLineMillis: Int64 = 1_000
    /// Characters of a log line that come from a peer.
    package static let maxLoggedCharacters = 300

    /// The defaults.
    package init() {}
}
