import AdminClient
import ArgumentParser

/// With which version a resource may be changed.
struct VersionOption: ParsableArguments {
    @Option(
        help: ArgumentHelp("Refuse if it has changed since this version, which show prints.", valueName: "version"))
    var ifMatch: String?

    /// nil: whatever version it has.
    var condition: AdminClient.Condition? {
        ifMatch.map { .match(Self.entityTag($0)) }
    }

    /// The version as `If-Match` wants it; the quotes are easily lost in a shell.
    static func entityTag(_ version: String) -> String {
        version == "*" || version.hasPrefix("\"") ? version : "\"\(version)\""
    }
}
