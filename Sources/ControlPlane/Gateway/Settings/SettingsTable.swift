import BoardServer
import Foundation
import Logging

/// Every setting of the gateway: the one place that says what it is called, what it may be, and why.
package enum SettingsTable {
    /// In the order in which they are printed and documented.
    package static var all: [any SettingDescription] {
        [
            dataDir, tlsCert, tlsKey, tlsMoreCertificates, tlsCheckSeconds, tlsParking, boardClientCa, adminClientCa,
            boardListen,
            adminListen, readyFile, logLevel, loops, allowedOrigins,
            trustedProxies,
            maxConnections, maxAdminConnections, maxFailedAttempts, helloTimeoutSeconds, heartbeatSeconds,
            publishIntervalMillis,
            goawaySpreadSeconds,
            maxEventSkewSeconds, orphanAfterHours, eventRetentionDays, eventArchive, archiveMaxMegabytes,
            maxStoredEvents, auditRetentionDays, publicUrl, webhookUrl, webhookSecretFile, webhookTrustRoots,
            boardOfflineMinutes, oidcIssuer, oidcAudience, oidcJwksFile, oidcTrustRoots,
            oidcRoleClaim, oidcCustomerClaim, oidcMaximumClaim,
        ]
    }

    static let dataDir = Setting(
        "dataDir", .path, default: nil,
        purpose: "Directory of the database; created with mode 0700 if it does not exist.",
        because: """
            There is no default, so that seats do not end up in whatever directory the program was started from.
            """,
        example: "/var/lib/wallboard-gateway")

    static let boardListen = Setting(
        "boardListen", .address, default: ListenAddress("[::]:8443"),
        purpose: "Where boards connect; port 0 takes a free one.",
        because: """
            Boards are in other buildings, so the default is every address, IPv4 included. A port above 1024 needs no \
            privilege.
            """)

    static let adminListen = Setting(
        "adminListen", .address, default: ListenAddress("127.0.0.1:9443"),
        purpose: "Where admins, call feeds and Prometheus connect; port 0 takes a free one.",
        because: "What can change licences is not on the network until you say so.")

    static let readyFile = Setting(
        "readyFile", .optionalPath, default: .some(nil),
        purpose: "File that is written in one step, with both ports and the process id, once both ports answer.",
        because: """
            For programs that start the gateway, above all on free ports: \
            {"boardPort":…,"adminPort":…,"pid":…}.
            """,
        example: "/run/wallboard-gateway/ready.json")

    static let logLevel = Setting(
        "logLevel", .logLevel, default: .info,
        purpose: "The least severe level that is logged.",
        because: "At info every refusal and every change by an admin is one line; debug adds lines for each board.")

    static let loops = Setting(
        "loops", .integer(BoardServer.loopCounts),
        default: min(ProcessInfo.processInfo.activeProcessorCount, BoardServer.loopCounts.upperBound),
        purpose: "Threads that serve boards, each with its own listener.",
        because: """
            Without this setting, one for each core: the threads share nothing, and more than cores only makes them \
            wait.
            """,
        example: "2")

    static let allowedOrigins = Setting(
        "allowedOrigins", .origins, default: [],
        purpose: "Origins of web pages, besides the gateway's own, whose boards may connect.",
        because: """
            Pages of strangers must not connect through a browser inside a customer's network. For example \
            [https://boards.example.com].
            """)

    static let trustedProxies = Setting(
        "trustedProxies", .blocks, default: [],
        purpose: """
            Proxies and load balancers in front of the gateway whose PROXY header (boards) or Forwarded and \
            X-Forwarded-For headers (admins) name the client.
            """,
        because: """
            Anybody can send such a header, so it is ignored from any address that is not listed. For example \
            [10.0.0.0/8, 2001:db8::/32].
            """)

    static let maxConnections = Setting(
        "maxConnections", .integer(1...1_000_000), default: 20_000,
        purpose: """
            Connections on the boards' port at once, over all loops. A quarter of them may be without an accepted \
            hello.
            """,
        because: """
            At about 14 KiB a board, the default takes some 300 MiB. The limit on descriptors (LimitNOFILE of the \
            unit) may hold it lower; config check says so.
            """)

    static let maxAdminConnections = Setting(
        "maxAdminConnections", .integer(16...100_000), default: 1_024,
        purpose: """
            Connections on the admin port at once. Beyond it, the oldest connection without a valid token makes room; \
            if there is none, the newest is refused.
            """,
        because: """
            Enough for the admins, feeds and monitoring of some hundred customers; each connection costs about 100 \
            KiB. One address may have 64.
            """)

    static let maxFailedAttempts = Setting(
        "maxFailedAttempts", .integer(1...1_000_000), default: 1_000,
        purpose: """
            How many attempts with bad credentials, or none, one address may make at once. After them it may make ten \
            a second, and the others are closed with 4012.
            """,
        because: """
            All boards of a site share an address. Boards with a good token or key do not count, and always get in.
            """)

    static let helloTimeoutSeconds = Setting(
        "helloTimeoutSeconds", .integer(1...120), default: 10,
        purpose: """
            How long, in seconds, a connection may take to send hello after the upgrade before it is closed with \
            4000.
            """,
        because: "The protocol says 10; a board on a bad line sends hello within 2.")

    static let heartbeatSeconds = Setting(
        "heartbeatSeconds", .integer(5...300), default: 15,
        purpose: """
            A board that has been sent nothing for so many seconds gets a heartbeat. One that answers no ping for \
            twice as long is closed.
            """,
        because: """
            Keep it below the idle timeout of every router and proxy on the way; home routers forget a silent \
            connection after a minute.
            """)

    static let publishIntervalMillis = Setting(
        "publishIntervalMillis", .integer(20...5_000), default: 100,
        purpose: "The least time between two updates of the same view, in milliseconds.",
        because: "People see no more than ten changes a second, and every update costs one write to every board.")

    static let goawaySpreadSeconds = Setting(
        "goawaySpreadSeconds", .integer(0...300), default: 5,
        purpose: "At a shutdown, boards are asked to come back after a random time of at most so many seconds.",
        because: "10,000 boards that come back over 5 s are 2,000 handshakes a second, which one core can do.")

    static let maxEventSkewSeconds = Setting(
        "maxEventSkewSeconds", .integer(0...172_800), default: 86_400,
        purpose: "Call events that lie more than so many seconds in the future are rejected.",
        because: """
            Otherwise a wrong date would stay on the boards until then. The default lets a recorded day be sent at \
            once.
            """)

    static let orphanAfterHours = Setting(
        "orphanAfterHours", .integer(1...24), default: 4,
        purpose: "A call without an event for so many hours is closed as orphaned.",
        because: "The protocol says 4: longer than real calls, shorter than a day of wrong figures.")

    static let eventRetentionDays = Setting(
        "eventRetentionDays", .integer(2...400), default: 35,
        purpose: "How many whole days of UTC call events are kept in the database; older ones are rejected.",
        because: "Today's figures need up to two days. A month more can be inspected, corrected and sent again.")

    static let eventArchive = Setting(
        "eventArchive", .flag, default: true,
        purpose: "Write days that leave the database to files in the directory archive beside it.",
        because: "A PBX cannot be asked for its past again. Turn it off if you may not keep callers' numbers.")

    static let archiveMaxMegabytes = Setting(
        "archiveMaxMegabytes", .integer(1...100_000_000), default: 10_000,
        purpose: "The largest size of all archive files together, in megabytes; the oldest days are removed first.",
        because: "A year of a customer with 1,000 calls a day takes about 400 MB; a disk must not fill by itself.")

    static let maxStoredEvents = Setting(
        "maxStoredEvents", .integer(1_000...10_000_000_000), default: 50_000_000,
        purpose: """
            Call events in the database, over all customers. At 95 % of it, customers with more than their share lose \
            their oldest days early, then get 503.
            """,
        because: "A million events take about 400 MB: a feed gone wild must not fill the disk that seats are kept on.")

    static let auditRetentionDays = Setting(
        "auditRetentionDays", .integer(1...4_000), default: 400,
        purpose: "How many days the audit of admins' actions is kept.",
        because: "Long enough to see who changed what in a year's bills. The seat ledger is kept for ever.")
}
