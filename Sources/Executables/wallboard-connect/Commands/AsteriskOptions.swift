import AdminClient
import ArgumentParser
import Asterisk
import Foundation
import NIOSSL
import Values
import Yams

/// Where Asterisk is.
struct AMIOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The manager interface of Asterisk.", valueName: "host:port"))
    var ami: String

    @Option(help: ArgumentHelp("The user in manager.conf.", valueName: "user"))
    var amiUser: String

    @Option(help: ArgumentHelp("The file with that user's secret.", valueName: "file"))
    var amiSecretFile: String

    @Flag(help: "Connect with TLS (tlsenable in manager.conf).")
    var amiTls = false

    @Option(help: ArgumentHelp("The certificates to trust with --ami-tls, PEM; else the system's.", valueName: "file"))
    var amiCa: String?

    func endpoint() throws(ConnectFault) -> AMIEndpoint {
        let (host, port) = try HostPort.split(ami, "--ami")
        var context: NIOSSLContext?
        if amiTls || amiCa != nil {
            var tls = TLSConfiguration.makeClientConfiguration()
            if let amiCa { tls.trustRoots = .file(amiCa) }
            do {
                context = try NIOSSLContext(configuration: tls)
            } catch {
                throw .misconfigured("there are no certificates in \(amiCa ?? "the system's store")")
            }
        }
        _ = try TextFile.line(amiSecretFile)
        return AMIEndpoint(host: host, port: port, tls: context, user: amiUser, secretFile: amiSecretFile)
    }
}

/// Where the gateway is, and whose calls these are.
struct GatewayOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The gateway's admin port, or WALLBOARD_URL.", valueName: "url"))
    var gateway: String?

    @Option(help: ArgumentHelp("The file with the feed token, or WALLBOARD_TOKEN_FILE.", valueName: "file"))
    var feedTokenFile: String?

    @Option(help: ArgumentHelp("The certificates to trust, PEM, or WALLBOARD_CA.", valueName: "file"))
    var ca: String?

    @Option(help: ArgumentHelp("The customer whose queues these are.", valueName: "id"))
    var customer: String?

    @Option(help: ArgumentHelp("Queues of other customers, names on boards, queues to leave out.", valueName: "file"))
    var config: String?

    @Flag(help: "Print the events instead of sending them.")
    var dryRun = false

    /// The configuration, and the token's file of each customer.
    func settings() throws(ConnectFault) -> (names: Names, tokenFiles: [String: String]) {
        var json = JSON.null
        var tokenFiles: [String: String] = [:]
        if let config {
            json = try ConfigFile.read(config)
            if case .object(var members) = json {
                for member in members["feedTokenFiles"]?.object ?? JSONObject() {
                    tokenFiles[member.key] = member.value.string
                }
                members["feedTokenFiles"] = nil
                json = .object(members)
            }
        }
        let names: Names
        do throws(Names.Fault) {
            names = try Names(json, customer: customer)
        } catch {
            throw .misconfigured(config.map { "\($0): \(error)" } ?? error.description)
        }
        guard !names.customers.isEmpty else { throw .misconfigured("give --customer, or a customer in --config") }
        return (names, tokenFiles)
    }

    /// The gateway's address with the token of a customer.
    func endpoint(for customer: String, _ tokenFiles: [String: String]) throws(AdminClientError) -> AdminEndpoint {
        try AdminEndpoint(url: gateway, tokenFile: tokenFiles[customer] ?? feedTokenFile, trustRoots: ca)
    }
}

/// `HOST:PORT`, `[::1]:PORT`.
enum HostPort {
    static func split(_ text: String, _ option: String) throws(ConnectFault) -> (String, Int) {
        guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]),
            (0...65_535).contains(port), colon > text.startIndex
        else { throw .misconfigured("\(option) \(text) is not HOST:PORT") }
        var host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
        return (String(host), port)
    }
}

/// The file of `--config`: YAML, and so JSON too.
enum ConfigFile {
    /// Bytes of the file. 4 MiB: thousands of queues and agents.
    private static let maxBytes = 4 * 1_048_576

    static func read(_ path: String) throws(ConnectFault) -> JSON {
        guard let data = FileManager.default.contents(atPath: path), data.count <= maxBytes else {
            throw .misconfigured("the file \(path) cannot be read")
        }
        do {
            guard let node = try Yams.compose(yaml: String(decoding: data, as: UTF8.self)) else { return .null }
            return json(node)
        } catch {
            throw .misconfigured("\(path) is not YAML: \(Output.clean("\(error)"))")
        }
    }

    private static func json(_ node: Node) -> JSON {
        switch node {
        case .mapping(let mapping):
            var object = JSONObject()
            for (key, value) in mapping { object[key.scalar?.string ?? ""] = json(value) }
            return .object(object)
        case .sequence(let sequence): return .array(sequence.map(json))
        case .scalar(let scalar):
            // A queue called 600 is a text wherever it stands; only true and false are something else.
            if scalar.style == .plain || scalar.style == .any {
                if let bool = Bool(scalar.string) { return .bool(bool) }
                if ["", "null", "~"].contains(scalar.string) { return .null }
            }
            return .string(scalar.string)
        default: return .null
        }
    }
}
