import AdminClient
import ArgumentParser

/// Which gateway a command talks to, with which token, and how it prints the answer.
struct ConnectionOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The gateway's admin port, such as https://127.0.0.1:9443.", valueName: "url"))
    var url: String?

    @Option(help: ArgumentHelp("The file with the admin token.", valueName: "file"), completion: .file())
    var tokenFile: String?

    @Option(
        help: ArgumentHelp("The certificates to trust, PEM; without it those of the system.", valueName: "file"),
        completion: .file())
    var ca: String?

    @Option(
        help: ArgumentHelp(
            "A certificate of your own and its key in one file, PEM, for a gateway that asks for one.",
            valueName: "file"),
        completion: .file())
    var clientCert: String?

    @Flag(help: "Print the gateway's JSON instead of tables.")
    var json = false

    /// The options, or if they are missing the environment variables.
    var endpoint: AdminEndpoint {
        get throws(AdminClientError) {
            try AdminEndpoint(url: url, tokenFile: tokenFile, trustRoots: ca, clientCertificate: clientCert)
        }
    }
}

/// The version that a resource must have to be changed.
struct VersionOption: ParsableArguments {
    @Option(
        help: ArgumentHelp("Refuse if it has changed since this version, which show prints.", valueName: "version"))
    var ifMatch: String?

    /// nil: whatever version it has.
    var condition: AdminClient.Condition? {
        ifMatch.map { .match(Self.entityTag($0)) }
    }

    /// The version as `If-Match` needs it; the quotes are easily lost in a shell.
    static func entityTag(_ version: String) -> String {
        version == "*" || version.hasPrefix("\"") ? version : "\"\(version)\""
    }
}
