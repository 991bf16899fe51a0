import ArgumentParser
import Foundation
import Gateway

/// One flag for every setting, with its help from the table of settings.
struct SettingsOptions: ParsableArguments {
    @Option(help: "YAML file with settings; flags and variables win over it. Variable: WALLBOARD_CONFIG")
    var config: String?

    @Option(help: help("dataDir")) var dataDir: String?
    @Option(help: help("tlsCert")) var tlsCert: String?
    @Option(help: help("tlsKey")) var tlsKey: String?
    @Option(help: help("tlsMoreCertificates")) var tlsMoreCertificates: String?
    @Option(help: help("tlsCheckSeconds")) var tlsCheckSeconds: String?
    @Option(help: help("tlsParking")) var tlsParking: String?
    @Option(help: help("boardClientCa")) var boardClientCa: String?
    @Option(help: help("adminClientCa")) var adminClientCa: String?
    @Option(help: help("boardListen")) var boardListen: String?
    @Option(help: help("adminListen")) var adminListen: String?
    @Option(help: help("readyFile")) var readyFile: String?
    @Option(help: help("logLevel")) var logLevel: String?
    @Option(help: help("loops")) var loops: String?
    @Option(help: help("allowedOrigins")) var allowedOrigins: String?
    @Option(help: help("trustedProxies")) var trustedProxies: String?
    @Option(help: help("maxConnections")) var maxConnections: String?
    @Option(help: help("maxAdminConnections")) var maxAdminConnections: String?
    @Option(help: help("maxFailedAttempts")) var maxFailedAttempts: String?
    @Option(help: help("helloTimeoutSeconds")) var helloTimeoutSeconds: String?
    @Option(help: help("heartbeatSeconds")) var heartbeatSeconds: String?
    @Option(help: help("publishIntervalMillis")) var publishIntervalMillis: String?
    @Option(help: help("goawaySpreadSeconds")) var goawaySpreadSeconds: String?
    @Option(help: help("maxEventSkewSeconds")) var maxEventSkewSeconds: String?
    @Option(help: help("orphanAfterHours")) var orphanAfterHours: String?
    @Option(help: help("eventRetentionDays")) var eventRetentionDays: String?
    @Option(help: help("eventArchive")) var eventArchive: String?
    @Option(help: help("archiveMaxMegabytes")) var archiveMaxMegabytes: String?
    @Option(help: help("maxStoredEvents")) var maxStoredEvents: String?
    @Option(help: help("auditRetentionDays")) var auditRetentionDays: String?
    @Option(help: help("publicUrl")) var publicUrl: String?
    @Option(help: help("webhookUrl")) var webhookUrl: String?
    @Option(help: help("webhookSecretFile")) var webhookSecretFile: String?
    @Option(help: help("webhookTrustRoots")) var webhookTrustRoots: String?
    @Option(help: help("boardOfflineMinutes")) var boardOfflineMinutes: String?
    @Option(help: help("oidcIssuer")) var oidcIssuer: String?
    @Option(help: help("oidcAudience")) var oidcAudience: String?
    @Option(help: help("oidcJwksFile")) var oidcJwksFile: String?
    @Option(help: help("oidcTrustRoots")) var oidcTrustRoots: String?
    @Option(help: help("oidcRoleClaim")) var oidcRoleClaim: String?
    @Option(help: help("oidcCustomerClaim")) var oidcCustomerClaim: String?
    @Option(help: help("oidcMaximumClaim")) var oidcMaximumClaim: String?

    /// The flags that were given, by key of the setting.
    var flags: [String: String] {
        let given = [
            "dataDir": dataDir, "tlsCert": tlsCert, "tlsKey": tlsKey,
            "tlsMoreCertificates": tlsMoreCertificates, "tlsCheckSeconds": tlsCheckSeconds, "tlsParking": tlsParking,
            "boardClientCa": boardClientCa, "adminClientCa": adminClientCa, "boardListen": boardListen,
            "adminListen": adminListen, "readyFile": readyFile, "logLevel": logLevel, "loops": loops,
            "allowedOrigins": allowedOrigins, "trustedProxies": trustedProxies, "maxConnections": maxConnections,
            "maxAdminConnections": maxAdminConnections, "maxFailedAttempts": maxFailedAttempts,
            "helloTimeoutSeconds": helloTimeoutSeconds, "heartbeatSeconds": heartbeatSeconds,
            "publishIntervalMillis": publishIntervalMillis, "goawaySpreadSeconds": goawaySpreadSeconds,
            "maxEventSkewSeconds": maxEventSkewSeconds, "orphanAfterHours": orphanAfterHours,
            "eventRetentionDays": eventRetentionDays, "eventArchive": eventArchive,
            "archiveMaxMegabytes": archiveMaxMegabytes, "maxStoredEvents": maxStoredEvents,
            "auditRetentionDays": auditRetentionDays, "publicUrl": publicUrl,
            "webhookUrl": webhookUrl,
            "webhookSecretFile": webhookSecretFile, "webhookTrustRoots": webhookTrustRoots,
            "boardOfflineMinutes": boardOfflineMinutes, "oidcIssuer": oidcIssuer, "oidcAudience": oidcAudience,
            "oidcJwksFile": oidcJwksFile, "oidcTrustRoots": oidcTrustRoots, "oidcRoleClaim": oidcRoleClaim,
            "oidcCustomerClaim": oidcCustomerClaim, "oidcMaximumClaim": oidcMaximumClaim,
        ]
        return given.compactMapValues { $0 }
    }

    /// The settings in force; if anything is wrong, prints it and ends with the exit code of a wrong configuration.
    func load() throws -> GatewaySettings {
        try checked { () throws(SettingsError) in
            try GatewaySettings.load(flags: flags, environment: ProcessInfo.processInfo.environment, file: config)
        }
    }
}

/// A flag's help from the table of settings.
private func help(_ key: String) -> ArgumentHelp {
    guard let setting = SettingsTable.all.first(where: { $0.key == key }) else {
        preconditionFailure("there is no setting \(key)")
    }
    let fallback = setting.fallbackTexts.map { "; default: \($0.isEmpty ? "none" : $0.joined(separator: ","))" } ?? ""
    return ArgumentHelp("\(setting.purpose) (\(setting.rule)\(fallback))", valueName: setting.valueName)
}

extension SettingDescription {
    fileprivate var valueName: String {
        switch rule {
        case "a path": key == "dataDir" ? "dir" : "file"
        case let rule where rule.hasPrefix("HOST:PORT"): "host:port"
        case let rule where rule.hasPrefix("an https address"): "url"
        case let rule where rule.hasPrefix("a whole number"): "n"
        default: isList ? "list" : "name"
        }
    }
}
