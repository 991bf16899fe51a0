import EventLoop
import Foundation
import Logging
import Values
import Webhooks

/// How the values of one kind are written, read and described to people.
package struct SettingFormat<Value: Sendable>: Sendable {
    /// What a value must be, such as `a whole number from 5 to 300`.
    package let rule: String
    /// Whether the setting holds several texts rather than one.
    let isList: Bool
    /// Returns nil for a value that breaks the rule. Gets exactly one text unless `isList`.
    let read: @Sendable ([String]) -> Value?
    /// The texts from which `read` makes the value; nil for a value that is not set.
    let write: @Sendable (Value) -> [String]?
    /// What exactly is wrong with texts that `read` rejects, if the rule leaves that open.
    var explain: @Sendable ([String]) -> String? = { _ in nil }
}

extension SettingFormat<Int> {
    static func integer(_ range: ClosedRange<Int>) -> Self {
        SettingFormat(
            rule: "a whole number from \(range.lowerBound) to \(range.upperBound)", isList: false,
            read: { texts in Int(texts[0]).flatMap { range.contains($0) ? $0 : nil } }, write: { ["\($0)"] })
    }
}

extension SettingFormat<Bool> {
    static var flag: Self {
        SettingFormat(
            rule: "true or false", isList: false,
            read: { texts in texts[0] == "true" ? true : texts[0] == "false" ? false : nil }, write: { ["\($0)"] })
    }
}

extension SettingFormat<String> {
    /// A path is used as it is given: relative to the working directory, without `~`.
    static var path: Self {
        SettingFormat(rule: "a path", isList: false, read: { $0[0].isEmpty ? nil : $0[0] }, write: { [$0] })
    }

    /// The name of a claim: 1–100 visible ASCII characters; providers take words as well as addresses.
    static var claim: Self {
        SettingFormat(
            rule: "the name of a claim", isList: false, read: { isVisible($0[0], atMost: 100) ? $0[0] : nil },
            write: { [$0] })
    }

    fileprivate static func isVisible(_ text: String, atMost length: Int) -> Bool {
        (1...length).contains(text.utf8.count) && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }
}

extension SettingFormat<String?> {
    static var optionalPath: Self {
        SettingFormat(
            rule: "a path", isList: false, read: { $0[0].isEmpty ? nil : .some($0[0]) },
            write: { path in path.map { [$0] } })
    }

    /// Scheme, host and port of a site (RFC 6454, section 6.2), `https` alone.
    static var optionalSite: Self {
        SettingFormat(
            rule: "an https address without a path, such as https://wallboards.example.com", isList: false,
            read: { $0[0].hasPrefix("https://") && SettingFormat<[String]>.isOrigin($0[0]) ? .some($0[0]) : nil },
            write: { site in site.map { [$0] } })
    }

    /// Where webhooks go; the rule is that of `WebhookEndpoint`. Path and query may hold a secret, and are not
    /// printed.
    static var optionalWebhook: Self {
        SettingFormat(
            rule: "an https address, or an http address of localhost", isList: false,
            read: { (try? WebhookEndpoint($0[0])) == nil ? nil : .some($0[0]) },
            write: { url in url.flatMap { try? WebhookEndpoint($0) }.map { ["\($0.origin)/…"] } })
    }

    /// An issuer (OpenID Connect Core 1.0, section 2): `https`, without query and fragment.
    static var optionalIssuer: Self {
        SettingFormat(
            rule: "an https address without a query, as the provider writes it in its tokens", isList: false,
            read: { isIssuer($0[0]) ? .some($0[0]) : nil }, write: { url in url.map { [$0] } })
    }

    /// 1–200 visible ASCII characters.
    static var optionalAudience: Self {
        SettingFormat(
            rule: "the name of an audience", isList: false,
            read: { SettingFormat<String>.isVisible($0[0], atMost: 200) ? .some($0[0]) : nil },
            write: { name in name.map { [$0] } })
    }

    private static func isIssuer(_ text: String) -> Bool {
        guard let url = URLComponents(string: text), url.scheme == "https", let host = url.host else { return false }
        return !host.isEmpty && url.query == nil && url.fragment == nil && url.user == nil
    }
}

extension SettingFormat<ListenAddress> {
    static var address: Self {
        SettingFormat(
            rule: "HOST:PORT with a numeric address or localhost, such as 127.0.0.1:8443 or [::]:8443", isList: false,
            read: { ListenAddress($0[0]) }, write: { [$0.description] })
    }
}

extension SettingFormat<Logger.Level> {
    static var logLevel: Self {
        let names = Logger.Level.allCases.map(\.rawValue)
        return SettingFormat(
            rule: "one of \(names.joined(separator: ", "))", isList: false, read: { Logger.Level(rawValue: $0[0]) },
            write: { [$0.rawValue] })
    }
}

extension SettingFormat<[TLSCertificateFiles]> {
    /// The first certificate has settings of its own.
    private static var most: Int { TLSServerContext.maxCertificates - 1 }

    static var certificates: Self {
        SettingFormat(
            rule: "a list of at most \(most) pairs CERTIFICATE:KEY of paths", isList: true,
            read: { texts in
                let files = texts.compactMap(files)
                return files.count == texts.count && files.count <= most ? files : nil
            },
            write: { $0.map(\.description) })
    }

    private static func files(_ text: String) -> TLSCertificateFiles? {
        let paths = text.split(separator: ":", omittingEmptySubsequences: false)
        guard paths.count == 2, paths.allSatisfy({ !$0.isEmpty }) else { return nil }
        return TLSCertificateFiles(chain: String(paths[0]), key: String(paths[1]))
    }
}

extension SettingFormat<[AddressBlock]> {
    /// Every connection is compared with each of them. Default 256: the edges of a content delivery network have some
    /// dozens.
    static let maxBlocks = 256

    static var blocks: Self {
        SettingFormat(
            rule: "a list of at most \(maxBlocks) addresses or blocks such as 10.0.0.0/8 or 2001:db8::/32",
            isList: true,
            read: { texts in
                let blocks = texts.compactMap { try? AddressBlock(parsing: $0) }
                return blocks.count == texts.count && blocks.count <= maxBlocks ? blocks : nil
            },
            write: { $0.map(\.description) },
            explain: { texts in
                for text in texts {
                    do throws(AddressBlock.Fault) { _ = try AddressBlock(parsing: text) } catch {
                        return "\"\(text)\" \(error)"
                    }
                }
                return nil
            })
    }
}

extension SettingFormat<[String]> {
    /// Origins as browsers send them (RFC 6454, section 6.2): scheme, host and a port that is not the scheme's own.
    static var origins: Self {
        SettingFormat(
            rule: "a list of origins such as https://boards.example.com, without a path", isList: true,
            read: { $0.allSatisfy(isOrigin) ? $0 : nil }, write: { $0 })
    }

    fileprivate static func isOrigin(_ text: String) -> Bool {
        guard let url = URLComponents(string: text), let scheme = url.scheme, let host = url.host, !host.isEmpty else {
            return false
        }
        let port = url.port.map { ":\($0)" } ?? ""
        return ["http", "https"].contains(scheme) && text == "\(scheme)://\(host)\(port)" && text == text.lowercased()
    }
}
