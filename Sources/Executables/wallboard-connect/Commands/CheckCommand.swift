import AdminClient
import ArgumentParser
import Asterisk
import Foundation
import NIOCore
import Synchronization
import Values

/// `wallboard-connect asterisk check`: tries both ends and says what is missing.
struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Tries both ends and says what is missing in manager.conf.")

    @OptionGroup var ami: AMIOptions
    @OptionGroup var gateway: GatewayOptions

    @Option(help: ArgumentHelp("The queue log to be read.", valueName: "file"))
    var queueLog: String?

    @Option(help: ArgumentHelp("How long to listen for calls.", valueName: "seconds"))
    var listen = 5

    func run() async throws {
        var isGood = true
        func say(_ isFine: Bool, _ text: String) {
            Output.write("\(isFine ? "ok     " : "missing") \(text)\n")
            isGood = isGood && isFine
        }
        let endpoint = try ami.endpoint()
        let (names, tokenFiles) = try gateway.settings()
        let found = await AMICheck(endpoint: endpoint, names: names, seconds: max(1, min(listen, 3_600))).run()
        for finding in found { say(finding.isFine, finding.text) }
        if let queueLog {
            do {
                var file = try QueueLogFile(queueLog)
                var lines = 0
                while lines < 100_000, try file.next() != nil { lines += 1 }
                say(true, "the queue log can be read: \(file.lines) lines, \(file.unreadable) unreadable")
            } catch {
                say(false, "the queue log cannot be read: \(error)")
            }
        }
        if !gateway.dryRun {
            for customer in names.customers {
                do {
                    let endpoint = try gateway.endpoint(for: customer, tokenFiles)
                    try await AdminClient.with(endpoint) { client in _ = try await client.post(events: [], of: customer)
                    }
                    say(true, "the gateway takes events of \(customer)")
                } catch {
                    say(false, "the gateway takes no events of \(customer): \(error)")
                }
            }
        }
        guard isGood else { throw ExitCode(1) }
    }
}

/// Looks at what Asterisk says for a while.
struct AMICheck: Sendable {
    /// One thing that was found.
    struct Finding: Sendable {
        let isFine: Bool
        let text: String
    }

    let endpoint: AMIEndpoint
    let names: Names
    let seconds: Int

    func run() async -> [Finding] {
        do {
            return try await listen()
        } catch {
            return [Finding(isFine: false, text: "Asterisk: \(AMIConnectionFault.sentence(for: error))")]
        }
    }

    private func listen() async throws -> [Finding] {
        let secret = try TextFile.line(endpoint.secretFile)
        guard let login = AMISession.Login(user: endpoint.user, secret: secret) else {
            throw AMIConnectionFault.secret(endpoint.secretFile)
        }
        let channel = try await endpoint.connect(within: 10)
        let listener = Listener()
        try await channel.executeThenClose { inbound, outbound in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    var session = AMISession(login)
                    for try await buffer in inbound {
                        for effect in try session.read(buffer.readableBytesView) {
                            if case .send(let bytes) = effect { try await outbound.write(ByteBuffer(bytes: bytes)) }
                            listener.heard.withLock { $0.take(effect, session) }
                        }
                    }
                }
                group.addTask { try await Task.sleep(for: .seconds(seconds)) }
                defer { group.cancelAll() }
                try await group.next()
            }
        }
        return listener.heard.withLock { $0.findings(names) }
    }

    private final class Listener: Sendable {
        let heard = Mutex(Heard())
    }

    /// What was heard.
    private struct Heard {
        var greeting: String?
        var version: String?
        var isLoggedIn = false
        var denied: [String: String] = [:]
        var events = 0
        var hasTimes = false
        var classes: Set<String> = []
        var isBooted = false
        var queues: Set<String> = []
        var status = AMIStatus()

        mutating func take(_ effect: AMISession.Effect, _ session: AMISession) {
            greeting = session.greeting
            version = session.version
            isLoggedIn = session.isLoggedIn
            switch effect {
            case .message(let message):
                status.take(message)
                if message.event == "FullyBooted" { isBooted = true }
                if message.event == "QueueParams", let queue = message.text("Queue") { queues.insert(queue) }
                // Only what happens by itself has a privilege; answers do not.
                guard let privilege = message["Privilege"], message.event != "FullyBooted" else { return }
                events += 1
                classes.formUnion(privilege.split(separator: ",").map(String.init))
                hasTimes = hasTimes || message.microseconds != nil
            case .denied(let action, let reason): denied[action] = reason
            case .send, .loggedIn: break
            }
        }

        func findings(_ names: Names) -> [Finding] {
            guard isLoggedIn else {
                return [Finding(isFine: false, text: "Asterisk has not answered the login")]
            }
            var found = [
                Finding(
                    isFine: true,
                    text: "Asterisk accepts the login: \(Output.clean(version ?? greeting ?? "no version given"))")
            ]
            func find(_ isFine: Bool, _ text: String) { found.append(Finding(isFine: isFine, text: text)) }
            find(isBooted, isBooted ? "read = system" : "read = system in manager.conf (or Asterisk is still starting)")
            find(
                status.hasQueues,
                status.hasQueues
                    ? "QueueStatus: \(queues.count) queues" : "QueueStatus is not answered: \(reason("QueueStatus"))")
            find(
                status.hasChannels,
                status.hasChannels
                    ? "CoreShowChannels: \(status.channelCount) channels"
                    : "write = reporting in manager.conf: CoreShowChannels is not answered: \(reason("CoreShowChannels"))"
            )
            for (name, hint) in [("call", "calls"), ("agent", "queues and agents")] {
                let isSeen = classes.contains(name)
                if isSeen || events > 0 {
                    find(isSeen, "read = \(name) in manager.conf: \(isSeen ? "seen" : "no event of \(hint) was seen")")
                } else {
                    Output.write("unknown read = \(name): nothing happened while listening\n")
                }
            }
            if events > 0 {
                find(hasTimes, "timestampevents = yes in manager.conf: \(hasTimes ? "seen" : "events have no time")")
            }
            for queue in queues.sorted() {
                let customer = names.customer(of: queue)
                Output.write(
                    "queue   \(Output.clean(queue)): "
                        + (customer.map { "\(Output.clean(names.queue(queue))) of \($0)" } ?? "left out") + "\n")
            }
            return found
        }

        private func reason(_ action: String) -> String { Output.clean(denied[action] ?? "no answer") }
    }
}
