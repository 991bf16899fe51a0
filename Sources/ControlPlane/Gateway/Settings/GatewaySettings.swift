import EventLoop
import Foundation
import Logging
import Values

/// The gateway's configuration: every setting, checked. The rules, defaults and reasons are in `SettingsTable`.
package struct GatewaySettings: Sendable {
    /// Where the database is; created if it does not exist.
    package let dataDirectory: String
    /// For both ports; the first is for clients that name no host that another certificate is for. 1–16.
    package let certificates: [TLSCertificateFiles]
    /// 1–3,600.
    package let tlsCheckSeconds: Int
    /// Whether sessions of boards are parked, if that works.
    package let tlsParking: Bool
    /// Path of a PEM file; nil: boards need no certificate.
    package let boardClientAuthorities: String?
    /// Path of a PEM file; nil: admins need no certificate.
    package let adminClientAuthorities: String?
    /// Where boards connect. Port 0 takes a free one.
    package let boardListen: ListenAddress
    /// Where admins and feeds connect. Port 0 takes a free one.
    package let adminListen: ListenAddress
    /// Written once both ports answer; nil: none.
    package let readyFile: String?
    /// The lowest level of log lines that are written.
    package let logLevel: Logger.Level
    /// 1–256.
    package let loops: Int
    /// Origins of browser pages that may connect, in addition to the gateway's own.
    package let allowedOrigins: [String]
    /// Blocks of proxies, at most 256; none: there is no proxy.
    package let trustedProxies: [AddressBlock]
    /// 1–1,000,000.
    package let maxConnections: Int
    /// 16–100,000.
    package let maxAdminConnections: Int
    /// 1–1,000,000.
    package let maxFailedAttempts: Int
    /// 1–120.
    package let helloTimeoutSeconds: Int
    /// 5–300.
    package let heartbeatSeconds: Int
    /// 20–5,000.
    package let publishIntervalMillis: Int
    /// 0–300.
    package let goawaySpreadSeconds: Int
    /// 0–172,800.
    package let maxEventSkewSeconds: Int
    /// 1–24.
    package let orphanAfterHours: Int
    /// 2–400.
    package let eventRetentionDays: Int
    /// Whether days that leave the database are written to files.
    package let eventArchive: Bool
    /// 1–100,000,000.
    package let archiveMaxMegabytes: Int
    /// 1,000–10,000,000,000.
    package let maxStoredEvents: Int
    /// 1–4,000.
    package let auditRetentionDays: Int
    /// Scheme, host and port, without a slash at the end; nil: made from `adminListen` as others reach it.
    package let publicURL: String?
    /// nil: no webhook. Set together with `webhookSecretFile`.
    package let webhookURL: String?
    /// Path of the file of secrets.
    package let webhookSecretFile: String?
    /// Path of a PEM file; nil: what the system trusts.
    package let webhookTrustRoots: String?
    /// 0–1,440.
    package let boardOfflineMinutes: Int
    /// nil: no OpenID provider is trusted. Set together with `oidcAudience`.
    package let oidcIssuer: String?
    /// What `aud` must name.
    package let oidcAudience: String?
    /// Path of a JSON Web Key Set; nil: the keys come from the issuer.
    package let oidcJwksFile: String?
    /// Path of a PEM file; nil: what the system trusts.
    package let oidcTrustRoots: String?
    /// Name of the claim with the role.
    package let oidcRoleClaim: String
    /// Name of the claim with the customer.
    package let oidcCustomerClaim: String
    /// Name of the claim with the right to set the maximum.
    package let oidcMaximumClaim: String

    /// Reads and checks every setting. Flags win, then variables, then the file, then the defaults.
    ///
    /// - Parameters:
    ///   - flags: by key of the setting (`boardListen`); a list is written with commas.
    ///   - environment: the variables of the process; those of settings are named like `WALLBOARD_BOARD_LISTEN`.
    ///   - file: the path of a YAML file; where nil, `WALLBOARD_CONFIG` names it, if set.
    /// - Returns: the settings in force, each within its rule.
    /// - Throws: everything that is wrong, in any of the places, also where another place wins.
    package static func load(
        flags: [String: String], environment: [String: String], file: String?
    ) throws(SettingsError) -> GatewaySettings {
        GatewaySettings(try checkedLayers(flags, environment, file))
    }

    /// The directory of the database alone, for commands that serve nothing and so need no certificate.
    package static func loadDataDirectory(
        flags: [String: String], environment: [String: String], file: String?
    ) throws(SettingsError) -> String {
        let layers = try SettingsLayers(flags: flags, environment: environment, file: file)
        let problems = SettingsTable.dataDir.problems(in: layers)
        guard problems.isEmpty else { throw SettingsError(problems: problems) }
        return SettingsTable.dataDir.value(in: layers)
    }

    /// The settings in force as YAML, each with its source. No setting holds a secret: the certificate's key and the
    /// secrets of webhooks are named by their paths.
    ///
    /// The parameters and errors are those of `load`.
    package static func print(
        flags: [String: String], environment: [String: String], file: String?
    ) throws(SettingsError) -> String {
        let layers = try checkedLayers(flags, environment, file)
        return SettingsTable.all.map { $0.entry(in: layers).yaml + "\n" }.joined()
    }

    private static func checkedLayers(
        _ flags: [String: String], _ environment: [String: String], _ file: String?
    ) throws(SettingsError) -> SettingsLayers {
        let layers = try SettingsLayers(flags: flags, environment: environment, file: file)
        let problems = layers.problems(with: SettingsTable.all) + SettingsTable.contradictions(in: layers)
        guard problems.isEmpty else { throw SettingsError(problems: problems) }
        return layers
    }

    /// - Precondition: the layers were checked with every setting of the table.
    private init(_ layers: SettingsLayers) {
        dataDirectory = SettingsTable.dataDir.value(in: layers)
        let first = TLSCertificateFiles(
            chain: SettingsTable.tlsCert.value(in: layers), key: SettingsTable.tlsKey.value(in: layers))
        certificates = [first] + SettingsTable.tlsMoreCertificates.value(in: layers)
        tlsCheckSeconds = SettingsTable.tlsCheckSeconds.value(in: layers)
        tlsParking = SettingsTable.tlsParking.value(in: layers)
        boardClientAuthorities = SettingsTable.boardClientCa.value(in: layers)
        adminClientAuthorities = SettingsTable.adminClientCa.value(in: layers)
        boardListen = SettingsTable.boardListen.value(in: layers)
        adminListen = SettingsTable.adminListen.value(in: layers)
        readyFile = SettingsTable.readyFile.value(in: layers)
        logLevel = SettingsTable.logLevel.value(in: layers)
        loops = SettingsTable.loops.value(in: layers)
        allowedOrigins = SettingsTable.allowedOrigins.value(in: layers)
        trustedProxies = SettingsTable.trustedProxies.value(in: layers)
        maxConnections = SettingsTable.maxConnections.value(in: layers)
        maxAdminConnections = SettingsTable.maxAdminConnections.value(in: layers)
        maxFailedAttempts = SettingsTable.maxFailedAttempts.value(in: layers)
        helloTimeoutSeconds = SettingsTable.helloTimeoutSeconds.value(in: layers)
        heartbeatSeconds = SettingsTable.heartbeatSeconds.value(in: layers)
        publishIntervalMillis = SettingsTable.publishIntervalMillis.value(in: layers)
        goawaySpreadSeconds = SettingsTable.goawaySpreadSeconds.value(in: layers)
        maxEventSkewSeconds = SettingsTable.maxEventSkewSeconds.value(in: layers)
        orphanAfterHours = SettingsTable.orphanAfterHours.value(in: layers)
        eventRetentionDays = SettingsTable.eventRetentionDays.value(in: layers)
        eventArchive = SettingsTable.eventArchive.value(in: layers)
        archiveMaxMegabytes = SettingsTable.archiveMaxMegabytes.value(in: layers)
        maxStoredEvents = SettingsTable.maxStoredEvents.value(in: layers)
        auditRetentionDays = SettingsTable.auditRetentionDays.value(in: layers)
        publicURL = SettingsTable.publicUrl.value(in: layers)
        webhookURL = SettingsTable.webhookUrl.value(in: layers)
        webhookSecretFile = SettingsTable.webhookSecretFile.value(in: layers)
        webhookTrustRoots = SettingsTable.webhookTrustRoots.value(in: layers)
        boardOfflineMinutes = SettingsTable.boardOfflineMinutes.value(in: layers)
        oidcIssuer = SettingsTable.oidcIssuer.value(in: layers)
        oidcAudience = SettingsTable.oidcAudience.value(in: layers)
        oidcJwksFile = SettingsTable.oidcJwksFile.value(in: layers)
        oidcTrustRoots = SettingsTable.oidcTrustRoots.value(in: layers)
        oidcRoleClaim = SettingsTable.oidcRoleClaim.value(in: layers)
        oidcCustomerClaim = SettingsTable.oidcCustomerClaim.value(in: layers)
        oidcMaximumClaim = SettingsTable.oidcMaximumClaim.value(in: layers)
    }
}
