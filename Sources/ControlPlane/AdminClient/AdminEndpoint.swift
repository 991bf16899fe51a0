import BoardProtocol
import Foundation

/// A gateway's admin port, and the token to use there.
package struct AdminEndpoint: Sendable {
    /// Scheme, host and port, such as `https://gateway.example:9443`.
    package let base: String
    /// The bearer token.
    package let token: Secret
    /// The file of the certificates to trust, PEM; nil: those of the system.
    package let trustRoots: String?
    /// The file with the client's certificate and its key, PEM, for a gateway that asks for one; nil: none.
    package let clientCertificate: String?

    /// Takes what a command line gives, and the rest from the variables `WALLBOARD_URL`, `WALLBOARD_TOKEN_FILE`,
    /// `WALLBOARD_CA` and `WALLBOARD_CLIENT_CERT`. Reads the token from its file.
    ///
    /// - Throws: `.misconfigured` unless there are an address `https://HOST[:PORT]` and a file with one token.
    package init(
        url: String?, tokenFile: String?, trustRoots: String?, clientCertificate: String? = nil,
        environment: [String: String] = ProcessInfo.processInfo.environment,
        limits: AdminClientLimits = AdminClientLimits()
    ) throws(AdminClientError) {
        func variable(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        guard let url = url ?? variable("WALLBOARD_URL") else {
            throw .misconfigured("give the gateway's address with --url or WALLBOARD_URL")
        }
        guard let tokenFile = tokenFile ?? variable("WALLBOARD_TOKEN_FILE") else {
            throw .misconfigured("give the token's file with --token-file or WALLBOARD_TOKEN_FILE")
        }
        self.base = try Self.base(of: url)
        self.token = Secret(try Self.token(in: tokenFile, limits))
        self.trustRoots = trustRoots ?? variable("WALLBOARD_CA")
        self.clientCertificate = clientCertificate ?? variable("WALLBOARD_CLIENT_CERT")
    }

    /// The URL of a request.
    func url(of path: AdminPath, query: [(name: String, value: String)]) -> String {
        let pairs = query.map { "\(AdminPath.percentEncoded($0.name))=\(AdminPath.percentEncoded($0.value))" }
        return base + path.description + (pairs.isEmpty ? "" : "?" + pairs.joined(separator: "&"))
    }

    /// `url` without a slash at its end. A token is never sent without TLS, so `http` is refused.
    static func base(of url: String) throws(AdminClientError) -> String {
        guard let parts = URLComponents(string: url), parts.scheme == "https", let host = parts.host, !host.isEmpty,
            parts.path.isEmpty || parts.path == "/", parts.query == nil, parts.fragment == nil, parts.user == nil
        else {
            throw .misconfigured("\(url) is not the address of an admin port, such as https://127.0.0.1:9443")
        }
        return url.hasSuffix("/") ? String(url.dropLast()) : url
    }

    private static func token(in file: String, _ limits: AdminClientLimits) throws(AdminClientError) -> String {
        let bytes: Data
        do {
            let handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: file))
            bytes = try handle.read(upToCount: limits.maxTokenFileBytes) ?? Data()
            try handle.close()
        } catch {
            throw .misconfigured("the token's file \(file) cannot be read")
        }
        let token = String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
        guard !token.isEmpty, token.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw .misconfigured("the file \(file) does not hold one token")
        }
        return token
    }
}
