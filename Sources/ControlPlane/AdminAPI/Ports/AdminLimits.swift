import WallboardCore

/// Every bound of the admin port. The defaults are beyond what a provider with thousands of customers reaches.
package struct AdminLimits: Sendable {
    /// Connections at once. Beyond that the oldest one without a valid token makes room, or the newest is refused.
    /// Default 1,024: admins, one feed a customer and the monitoring of some hundred customers; the setting
    /// `maxAdminConnections`.
    package var connections = 1_024
    /// Connections of one address (of IPv6: one /64) at once; beyond that as with `connections`. Default 64: an
    /// office of admins behind one address, or a feed with many threads.
    package var connectionsPerAddress = 64
    /// Answers to senders of a valid token that are under way at once, until their last byte is written; further
    /// requests get 503 and come back. One customer has at most a quarter. As many as there are connections,
    /// since each answer holds one: who takes its answers slowly cannot hold them all. At least 64, so that a browser
    /// has its six at once on the smallest of ports too.
    package var answers: Int { max(connections, 64) }
    /// Seconds that a handshake with the head of the first request may take, and later heads from their first byte on.
    /// Default 10: a client on a bad line needs two.
    package var headDeadlineSeconds = 10
    /// Seconds that a connection may be silent between requests. Default 75: longer than the minute at which
    /// monitoring and feeds usually come back.
    package var idleTimeoutSeconds = 75
    /// Seconds that a request may take to arrive in full. Default 120: the largest body over a link of 1.2 Mbit/s. A
    /// client that sends a byte now and then is never idle, so the idle timeout does not end it.
    package var requestDeadlineSeconds = 120
    /// Seconds that requests and answers under way may take once the gateway ends; then their connections are closed.
    /// Default 20: a download of 20 MB over a link of 8 Mbit/s, and less than the service manager waits beside the
    /// boards' goodbye.
    package var endSeconds = 20
    /// Bytes of a bearer token. Default 8,192: ours are shorter than 100, a signed one of an OpenID provider that lists
    /// the groups of its bearer has some thousands.
    package var tokenBytes = 8_192
    /// Seconds after which an enrolment key expires if the request does not say; null means never. Default 2,592,000:
    /// a site is set up within 30 days, and a key that was written down somewhere is useless after that.
    package var enrolmentKeySeconds = 2_592_000
    /// Bytes of a JSON body, except call events. Default 65,536: the largest one known, an enrolment key, has 100.
    package var jsonBodyBytes = 65_536
    /// Members of a JSON body, except call events, at all depths. Default 1,000: each one that is unknown is named in
    /// the answer.
    package var jsonMembers = 1_000
    /// Bytes of a body of call events. Default 16 MiB: about 80,000 events, the whole day of a large contact centre.
    package var callEventBodyBytes = 16 * 1_048_576
    /// Requests that are carried out at once; further ones get 503 and retry. One customer has at most a quarter.
    /// Default 256: each may wait for the store, which takes a thousand.
    package var requests = 256
    /// Bytes of all bodies in memory at once, including those still arriving; further ones get 503 and retry. One
    /// customer has at most a quarter. Default 256 MiB: four of the largest bodies for each of the customers that
    /// send at once, with a provider's share in addition.
    package var bodyBytes = 256 * 1_048_576
    /// Bodies of call events that are parsed at once, once they have arrived; further ones get 503 and retry. One
    /// customer has at most a quarter. Default 16: four for one customer, more than one PBX sends at once.
    package var callEventBodies = 16
    /// Call events that are parsed before others get the thread. Default 1,000: some 5 ms.
    package var parsedEvents = 1_000
    /// Rejected events that an answer names; the rest are counted in `rejectedOmitted`. Default 1,000: enough to find
    /// the mistake, while the answer to a body full of empty objects could otherwise be larger than the body.
    package var rejectedEvents = 1_000
    /// Items of a list when the request does not say. Default 100: a page that a person reads.
    package var defaultPageItems = 100
    /// Items of a list at most. Default 1,000: about 400 KiB of devices.
    package var pageItems = 1_000
    /// Bytes of a list of users or of extensions. Default 4 MiB: 10,000 users in JSON have 2 MiB, 100,000 extensions of
    /// the longest kind 3.5 MiB.
    package var listBodyBytes = 4 * 1_048_576
    /// Bytes of a dashboard. Default 512 KiB: the longest texts of all its tiles, with every character escaped.
    package var dashboardBodyBytes = 524_288
    /// Members of a dashboard, at all depths. Default 2,000: one with all that it may hold has about 1,000.
    package var dashboardMembers = 2_000
    /// Bodies of lists and of dashboards that are parsed at once, once they have arrived; further ones get 503 and
    /// retry. One customer has at most a quarter. Default 8: parsing takes about ten times the memory of the body.
    package var listBodies = 8
    /// Users of one import. Default 10,000: the largest customer.
    package var importedUsers = 10_000
    /// Mistakes that the answer to an import names. Default 100: a person fixes those and tries again.
    package var importErrors = 100
    /// Extensions that a PBX may report. Default 100,000.
    package var extensions = 100_000
    /// Calls of a statement of the active ones. Default 20,000: as many as may be open (`CallLimits.openCalls`).
    package var activeCalls = CallLimits().openCalls
    /// Mistakes that the answer to such a statement names. Default 100.
    package var activeCallErrors = 100
    /// Call events that are in memory at once while a range of them is sent. Default 1,000: about 300 KiB.
    package var callEventChunk = 1_000
    /// Characters of a change that the audit keeps; a longer one is truncated. Default 4,000: every body that an
    /// admin sends by hand.
    package var auditedCharacters = 4_000
    /// Entries of the ledger that are in memory at once while it is sent as CSV. Default 1,000: about 500 KiB.
    package var ledgerChunk = 1_000

    /// Exports of call events and of the ledger that are written at once; further ones shall come back (503). One
    /// customer has at most a quarter. Default 32: eight for one customer; each has a `callEventChunk` or a
    /// `ledgerChunk` in memory for as long as its client takes.
    package var exports = 32
    /// Streams of board events at once; further ones get 503 and come back. One customer has at most a quarter, as each
    /// token of a monitor; providers keep a quarter. Default 64: pages of admins that are left open.
    package var eventStreams = 64
    /// Events that wait for the client of a stream; beyond that it has to list everything again. Default 64.
    package var eventStreamBuffer = 64
    /// Seconds between two checks of whether the token and the session of a stream are still valid. Default 5: a
    /// session that ended by itself may go on watching for that long. What somebody ends, and a token that expires,
    /// ends streams at once.
    package var eventStreamCheckSeconds = 5
    /// Seconds between two comments on a stream where nothing happens. Default 15: proxies close what is silent for
    /// longer than 30 to 60.
    package var eventStreamCommentSeconds = 15
    /// Seconds that a client has to take what was written once its stream ends; then its connection is closed.
    /// Default 2: the shutdown of the gateway waits for it.
    package var eventStreamClosingSeconds = 2

    /// Sessions at once; beyond that the one used longest ago ends. Default 1,000.
    package var sessions = 1_000
    /// Sessions of one token at once; beyond that the one used longest ago ends. Default 10: a person with several
    /// browsers.
    package var sessionsOfOne = 10
    /// Sessions of the tokens of one customer at once; beyond that the one of these used longest ago ends. Default
    /// 250: a quarter, so that no customer's admins sign others out.
    package var sessionsOfCustomer = 250
    /// Seconds after which a session that is not used ends. Default 1,800 (OWASP ASVS 4.0, 3.3.2, level 2).
    package var sessionIdleSeconds = 1_800
    /// Seconds after which any session ends. Default 43,200: a working day.
    package var sessionSeconds = 43_200
    /// Bytes of a form. Default 16,384: the longest token and a path, percent-encoded.
    package var formBytes = 16_384

    /// Wrong tokens at once from one address (of IPv6: one /64 block); a valid one is let in whatever others behind
    /// its address did. Default 50: a person who mistypes and a few dozen machines behind one address that were not
    /// given a new token, or a client that tries every operation once with a wrong one.
    package var wrongTokens = 50
    /// Seconds until one wrong token is forgotten. Default 3: 28,800 a day, of 2²⁵⁶.
    package var wrongTokenSeconds = 3
    /// Signed tokens of an OpenID provider that are remembered as good, so that they are let in from an address whose
    /// attempts others have used up. Default 20,000: 2 MiB, and ten times the people and programs of the largest
    /// provider.
    package var verifiedTokens = 20_000
    /// Seconds for which one is remembered at most, at least half of them. Default 1,800: a page that is left open asks
    /// every few seconds, monitoring every minute, a nightly export not.
    package var verifiedTokenSeconds = 1_800
    /// Wrong pairing codes at once for one customer. Default 5: with a code of 34.5 bits five guesses find a given one
    /// with a chance of 2⁻³² (RFC 8628, section 5.1).
    package var wrongCodes = 5
    /// Seconds until one wrong pairing code is forgotten. Default 120: 720 a day of 2.56·10¹⁰ codes.
    package var wrongCodeSeconds = 120
    /// Wrong pairing codes at once for all customers together; beyond it only customers with a wrong code within the
    /// last hour wait. Default 100: more than people mistype on the busiest day of installing.
    package var wrongCodesOfAll = 100
    /// Seconds until one of these is forgotten. Default 30: 2,880 a day, which find one of a thousand codes on
    /// screens with a chance of 1 in 9,000.
    package var wrongCodeOfAllSeconds = 30
    /// Addresses whose wrong tokens are remembered, and customers whose wrong codes are. Default 10,000: under 2 MiB.
    /// None with attempts that still count is forgotten: those beyond share one account.
    package var attemptSources = 10_000

    /// Changes of seats at once by one token. Default 600: a large site is suspended, removed or paired in one go.
    /// Each is an entry of the ledger, which is kept for good.
    package var seatChanges = 600
    /// Changes of seats a minute by one token, once it has made so many at once. 1–15,000. Default 120: faster than a
    /// person, and 63 million entries a year at the worst.
    package var seatChangesPerMinute = 120
    /// Tokens whose budgets of seat changes those of one customer share. Default 4: a customer's admin can make
    /// tokens, and must not multiply the budget with them.
    package var seatChangingTokens = 4
    /// Changes of any kind at once by the tokens of one customer. Default 10,000: every user of the largest customer,
    /// one by one. Each is a record of the audit, which is kept for `auditRetentionDays`.
    package var customerChanges = 10_000
    /// Changes of any kind a minute by the tokens of one customer, once they have made so many at once. Default 600:
    /// ten a second, some 250 MB of audit a day at the worst.
    package var customerChangesPerMinute = 600

    /// Characters of a change, or of the reason of a refusal, that a log line repeats. Default 1,000: every body that
    /// an admin sends by intention.
    package var loggedCharacters = 1_000

    /// Characters of a method that a log line repeats. Default 20: longer than any HTTP method.
    package var loggedMethodCharacters = 20
    /// Log lines at once about requests without a valid token and connections without a request. Default 60: the
    /// first lines of a flood show what it is.
    package var strangerLogLines = 60
    /// Seconds until one more such line is allowed. Default 1: a flood of a day leaves some 20 MB.
    package var strangerLogLineSeconds = 1

    /// The defaults.
    package init() {}
}
