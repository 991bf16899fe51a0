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
        purpose: "Directory of the database; made with mode 0700 if it is not there.",
        because: "There is no default: seats must not end up in whatever directory the program was started from.")

    static let boardListen = Setting(
        "boardListen", .address, default: ListenAddress("[::]:8443"),
        purpose: "Where boards connect; port 0 takes a free one.",
        because: "Boards stand in other buildings, so every address, IPv4 included; above 1024 no privilege is needed.")

    static let adminListen = Setting(
        "adminListen", .address, default: ListenAddress("127.0.0.1:9443"),
        purpose: "Where admins, call feeds and Prometheus connect; port 0 takes a free one.",
        because: "What can change licences is not on the network until somebody says so.")

    static let readyFile = Setting(
        "readyFile", .optionalPath, default: .some(nil),
        purpose: "File that is written in one step, with both ports and the process id, once both ports answer.",
        because: "Whoever starts the gateway, with free ports above all, needs to know when and where; most need not.")

    static let logLevel = Setting(
        "logLevel", .logLevel, default: .info,
        purpose: "The least severe level that is logged.",
        because: "At info every refusal and every change by an admin is one line; debug adds lines for each board.")

    static let loops = Setting(
        "loops", .integer(BoardServer.loopCounts),
        default: min(ProcessInfo.processInfo.activeProcessorCount, BoardServer.loopCounts.upperBound),
        purpose: "Threads that serve boards, each with its own listener.",
        because: "One for each core: the threads share nothing, and more than cores only makes them wait.")

    static let allowedOrigins = Setting(
        "allowedOrigins", .origins, default: [],
        purpose: "Origins of web pages besides the gateway's own whose boards may connect.",
        because: "Pages of strangers must not connect with a browser that stands in the customer's network.")

    static let trustedProxies = Setting(
        "trustedProxies", .blocks, default: [],
        purpose:
            "Proxies and load balancers whose PROXY header (boards) or Forwarded header (admins) says who a client is.",
        because: "Anybody can write such a header; of an address that is not listed it is not heeded.")

    static let maxConnections = Setting(
        "maxConnections", .integer(1...1_000_000), default: 20_000,
        purpose: "Connections on the boards' port at once, all loops together; a quarter may have no accepted hello.",
        because: "At about 14 KiB a board it bounds memory to some 300 MiB; what descriptors leave room for is the end."
    )

    static let maxAdminConnections = Setting(
        "maxAdminConnections", .integer(16...100_000), default: 1_024,
        purpose:
            "Connections on the admin port at once; beyond, the oldest without a valid token goes, or the newest is refused.",
        because: "Admins, one feed a customer and the monitoring of some hundred customers; each costs about 100 KiB.")

    static let maxFailedAttempts = Setting(
        "maxFailedAttempts", .integer(1...1_000_000), default: 1_000,
        purpose:
            "Attempts of one address to get in with bad credentials or none, at once; then ten a second; beyond: 4012.",
        because: "All boards of a site share an address; those with a good token get in whatever the others do.")

    static let helloTimeoutSeconds = Setting(
        "helloTimeoutSeconds", .integer(1...120), default: 10,
        purpose: "How long a connection may take to say hello after the upgrade before it is closed with 4000.",
        because: "The protocol says 10 s; a board on a bad line says hello within 2.")

    static let heartbeatSeconds = Setting(
        "heartbeatSeconds", .integer(5...300), default: 15,
        purpose: "A board that got nothing for so long gets a heartbeat; one that answers no ping in two is closed.",
        because: "Shorter than the minute after which home routers forget a silent connection; below 5 s it is load.")

    static let publishIntervalMillis = Setting(
        "publishIntervalMillis", .integer(20...5_000), default: 100,
        purpose: "The least time between two updates of the same view.",
        because: "People see no more than ten changes a second; every update costs one write to every board.")

    static let goawaySpreadSeconds = Setting(
        "goawaySpreadSeconds", .integer(0...300), default: 5,
        purpose: "At a shutdown boards are told to come back after a random time of at most this.",
        because: "10,000 boards that come back over 5 s are 2,000 handshakes a second, which one core can do.")

    static let maxEventSkewSeconds = Setting(
        "maxEventSkewSeconds", .integer(0...172_800), default: 86_400,
        purpose: "Call events that lie further in the future are rejected.",
        because: "A wrong date would otherwise stay on the boards until then; a recorded day may be sent at once.")

    static let orphanAfterHours = Setting(
        "orphanAfterHours", .integer(1...24), default: 4,
        purpose: "A call that had no event for so long is closed as orphaned.",
        because: "The protocol says 4 h: longer than real calls, shorter than a day of wrong figures.")

    static let eventRetentionDays = Setting(
        "eventRetentionDays", .integer(2...400), default: 35,
        purpose: "Call events are kept so long in the database, by whole days of UTC; older ones are rejected.",
        because: "Today's figures need up to two days; a month more can be looked into, corrected and sent again.")

    static let eventArchive = Setting(
        "eventArchive", .flag, default: true,
        purpose: "Write days that leave the database to files in the directory archive beside it.",
        because: "What a PBX has told cannot be asked of it again; whoever may not keep callers' numbers turns it off.")

    static let archiveMaxMegabytes = Setting(
        "archiveMaxMegabytes", .integer(1...100_000_000), default: 10_000,
        purpose: "The most that all files of the archive have together; the oldest days go first.",
        because: "A year of a customer with 1,000 calls a day has about 400 MB; a disk must not fill by itself.")

    static let maxStoredEvents = Setting(
        "maxStoredEvents", .integer(1_000...10_000_000_000), default: 50_000_000,
        purpose:
            "Call events in the database; at 95 % those with more than their share lose old days early, then get 503.",
        because: "50 million events have about 20 GB: a feed gone wild must not fill the disk that seats are kept on.")

    static let auditRetentionDays = Setting(
        "auditRetentionDays", .integer(1...4_000), default: 400,
        purpose: "What admins did is kept so long.",
        because: "Whoever looks at a year's bills can still see who changed what; the seat ledger is kept for good.")
}
