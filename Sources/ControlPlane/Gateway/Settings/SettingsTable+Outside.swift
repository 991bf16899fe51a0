import OpenIDTokens
import Values

/// The settings about others: who gets reports, and whose tokens are accepted.
extension SettingsTable {
    static let publicUrl = Setting(
        "publicUrl", .optionalSite, default: .some(nil),
        purpose: """
            The URL at which people reach the admin port. A board without a seat shows it with its pairing code, for \
            a phone to open.
            """,
        because: """
            Set it. Without it boards show the address of adminListen, if others can reach that; if they cannot \
            (127.0.0.1, [::]), boards come in by enrolment key only, and say so.
            """,
        example: "https://wallboards.example.com:9443")

    static let webhookUrl = Setting(
        "webhookUrl", .optionalWebhook, default: .some(nil),
        purpose: """
            Where to report outages, refused boards, seats that run out and copied tokens, by signed POST (Standard \
            Webhooks).
            """,
        because: """
            It must be https, since reports name customers and devices; http is for a program on the same machine. \
            Put no secret into it: config print shows it.
            """,
        example: "https://alerts.example.com/wallboards")

    static let webhookSecretFile = Setting(
        "webhookSecretFile", .optionalPath, default: .some(nil),
        purpose: "File with the secrets that sign webhooks, one whsec_… a line, at most 4; needed with webhookUrl.",
        because: """
            The first is the new one while a receiver changes. Make one with: printf 'whsec_%s\\n' "$(openssl rand \
            -base64 32)"
            """,
        example: "/etc/wallboard-gateway/webhook-secrets")

    static let webhookTrustRoots = Setting(
        "webhookTrustRoots", .optionalPath, default: .some(nil),
        purpose: """
            PEM file of authorities that may sign the certificate of the webhook receiver. Without it, those of the \
            system.
            """,
        because: "Receivers inside a company often have a certificate of its own authority.",
        example: "/etc/wallboard-gateway/company-ca.pem")

    static let boardOfflineMinutes = Setting(
        "boardOfflineMinutes", .integer(0...1_440), default: 5,
        purpose: "After how many minutes a missing board is reported by webhook, outside its customer's sleep hours.",
        because: """
            TVs restart for updates within 3 minutes, and boards are back within 1 after a restart of the gateway.
            """)

    static let oidcIssuer = Setting(
        "oidcIssuer", .optionalIssuer, default: .some(nil),
        purpose: """
            OpenID provider whose signed tokens are accepted as bearer tokens beside the gateway's own; as in their \
            claim iss.
            """,
        because: "No provider is trusted until you name it.",
        example: "https://id.example.com/realms/company")

    static let oidcAudience = Setting(
        "oidcAudience", .optionalAudience, default: .some(nil),
        purpose: "Audience that a token of the OpenID provider must be for (aud); needed with oidcIssuer.",
        because: "Tokens that the provider made for other programs must not work here.",
        example: "wallboard-gateway")

    static let oidcJwksFile = Setting(
        "oidcJwksFile", .optionalPath, default: .some(nil),
        purpose: """
            JSON Web Key Set with the provider's keys, read again when it changes. Without it, the keys are fetched \
            from the issuer.
            """,
        because: "Gateways without a way to the Internet need the keys as a file.",
        example: "/etc/wallboard-gateway/oidc-keys.json")

    static let oidcTrustRoots = Setting(
        "oidcTrustRoots", .optionalPath, default: .some(nil),
        purpose: """
            PEM file of authorities that may sign the certificate of the OpenID provider. Without it, those of the \
            system.
            """,
        because: "Providers inside a company often have a certificate of its own authority.",
        example: "/etc/wallboard-gateway/company-ca.pem")

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
        because: "A name of our own, for the same reason. Without the claim only the provider sets the maximum.")

    private static let names = OpenIDConfiguration.ClaimNames()

    /// What is wrong with settings that are right each alone.
    static func contradictions(in layers: SettingsLayers) -> [SettingsProblem] {
        let needs: [(setting: Setting<String?>, needed: Setting<String?>)] = [
            (webhookUrl, webhookSecretFile), (webhookSecretFile, webhookUrl), (webhookTrustRoots, webhookUrl),
            (oidcIssuer, oidcAudience), (oidcAudience, oidcIssuer), (oidcJwksFile, oidcIssuer),
            (oidcTrustRoots, oidcIssuer),
        ]
        // One that breaks its own rule counts as set: that is reported already.
        func isSet(_ setting: Setting<String?>) -> Bool { setting.validValue(in: layers).map { $0 != nil } ?? true }
        return needs.filter { isSet($0) && !isSet($1) }.map { setting, needed in
            SettingsProblem(
                key: setting.key, source: setting.entry(in: layers).source, reason: "needs \(needed.key) to be set too")
        }
    }
}
