import Foundation

/// A file with a bearer token for programs that read theirs from one.
package enum TestToken {
    /// The token in the file.
    package static let secret = "secret.token"

    private static let made = Result {
        let url = try CertificateMaker().url("token")
        try Data("\(secret)\n".utf8).write(to: url)
        return url.path
    }

    /// The file, for `--token-file`.
    package static func file() throws -> String { try made.get() }
}
