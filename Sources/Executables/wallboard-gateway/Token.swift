import ArgumentParser
import Foundation
import Gateway

struct Token: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Creates an admin token and prints it, only once; works while the gateway runs.")

    @Option(help: "YAML file with settings; only dataDir is read. Variable: WALLBOARD_CONFIG")
    var config: String?
    @Option(help: "Directory of the database of the gateway that the token is for. Variable: WALLBOARD_DATA_DIR")
    var dataDir: String?
    @Option(help: "provider (everything), customer (one customer), monitor (read only) or feed (call events).")
    var role: String
    @Option(help: "The one customer that the token is confined to; customer and feed need it.")
    var customer: String?
    @Option(help: "What the token is for; logged with each action that uses it.")
    var name: String
    @Flag(help: "The holder of a customer's token may change the customer's maximum of wallboards.")
    var maySetMaximum = false
    @Option(help: "Seconds after which the token expires; without it, it never expires.")
    var expiresInSeconds: Int?

    func run() async throws {
        let flags = dataDir.map { ["dataDir": $0] } ?? [:]
        let directory = try checked { () throws(SettingsError) in
            try GatewaySettings.loadDataDirectory(
                flags: flags, environment: ProcessInfo.processInfo.environment, file: config)
        }
        print(
            try await TokenCommand.issue(
                dataDirectory: directory, role: role, customer: customer, name: name, maySetMaximum: maySetMaximum,
                expiresInSeconds: expiresInSeconds))
    }
}
