import OpenIDTokens

/// The settings about others: who is told, and who is believed.
extension SettingsTable {
    static let publicUrl = Setting(
        "publicUrl", .optionalSite, default: .some(nil),
        purpose: "Where people reach the admin port from where the boards are; a board shows it with its pairing code.",
        because:
            "Without it the address of adminListen is shown, where others reach it; else boards are not paired by code."
    )

    static let webhookUrl = Setting(
        "webhookUrl", .optionalWebhook, default: .some(nil),
        purpose: "Where outages, refused boards, seats that run out and copied tokens are told, by signed POST.",
        because: "Notices name customers and devices, so they cross a network over TLS alone; most need none.")

    static let webhookSecretFile = Setting(
        "webhookSecretFile", .optionalPath, default: .some(nil),
        purpose: "File with the secrets that sign webhooks, one whsec_… a line, at most 4; needed with webhookUrl.",
        because: "A receiver must know who speaks; with two secrets for a while one can be changed for the other.")

    static let webhookTrustRoots = Setting(
        "webhookTrustRoots", .optionalPath, default: .some(nil),
        purpose: "PEM file of the certificates that the receiver of webhooks is trusted by; without it the system's.",
        because: "Receivers inside a company often have a certificate of its own authority.")

    static let boardOfflineMinutes = Setting(
        "boardOfflineMinutes", .integer(0...1_440), default: 5,
        purpose: "A board that is gone for so long outside its customer's sleep hours is told by webhook.",
        because:
            "TVs restart for updates within 3 minutes, and boards are back within 1 after a restart of the gateway.")

    static let oidcIssuer = Setting(
        "oidcIssuer", .optionalIssuer, default: .some(nil),
        purpose: "OpenID provider whose signed tokens are taken as bearer tokens beside the gateway's own.",
        because: "Nobody is believed until somebody says so.")

    static let oidcAudience = Setting(
        "oidcAudience", .optionalAudience, default: .some(nil),
        purpose: "Audience that a token of the OpenID provider must be for; needed with oidcIssuer.",
        because: "The provider's tokens for other programs must be good for nothing here.")

    static let oidcJwksFile = Setting(
        "oidcJwksFile", .optionalPath, default: .some(nil),
        purpose: "JSON Web Key Set with the provider's keys, read again when it changes; without it they are fetched.",
        because: "Gateways without a way to the Internet need the keys as a file.")

    static let oidcTrustRoots = Setting(
        "oidcTrustRoots", .optionalPath, default: .some(nil),
        purpose: "PEM file of the certificates that the OpenID provider is trusted by; without it the system's.",
        because: "Providers inside a company often have a certificate of its own authority.")

    static let oidcRoleClaim = Setting(
        "oidcRoleClaim", .claim, default: names.role,
        purpose: "Claim with the role: provider, customer, monitor or feed, as a text or as a list of one.",
        because: "A name of our own, so that nobody gets a role by a claim that means something else.")

    static let oidcCustomerClaim = Setting(
        "oidcCustomerClaim", .claim, default: names.customer,
        purpose: "Claim with the id of the one customer; needed for the roles customer and feed.",
        because: "A name of our own, for the same reason.")

    static let oidcMaximumClaim = Setting(
        "oidcMaximumClaim", .claim, default: names.maySetMaximum,
        purpose: "Claim that is true where the role customer may set the maximum.",
        because: "A name of our own, for the same reason; where it is missing, the maximum is the provider's.")

    private static let names = OpenIDConfiguration.ClaimNames()

    /// What is wrong with settings that are right each alone.
    static func contradictions(in layers: SettingsLayers) -> [SettingsProblem] {
        let needs: [(setting: Setting<String?>, needed: Setting<String?>)] = [
            (webhookUrl, webhookSecretFile), (webhookSecretFile, webhookUrl), (webhookTrustRoots, webhookUrl),
            (oidcIssuer, oidcAudience), (oidcAudience, oidcIssuer), (oidcJwksFile, oidcIssuer),
            (oidcTrustRoots, oidcIssuer),
        ]
        // One that breaks its own rule counts as set: that is told already.
        func isSet(_ setting: Setting<String?>) -> Bool { setting.validValue(in: layers).map { $0 != nil } ?? true }
        return needs.filter { isSet($0) && !isSet($1) }.map { setting, needed in
            SettingsProblem(
                key: setting.key, source: setting.entry(in: layers).source, reason: "needs \(needed.key) to be set too")
        }
    }
}
