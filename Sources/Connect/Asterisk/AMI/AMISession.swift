import Values

/// One connection to the Asterisk Manager Interface: greeting, login, the questions after it, and what answers them. A
/// value without I/O and without a clock.
package struct AMISession: Sendable {
    /// Who logs in.
    package struct Login: Sendable {
        let user: String
        let secret: String

        /// Takes a user and a secret of `manager.conf`.
        ///
        /// - Returns: nil where one of them is empty or holds a line end, which no line of a message can.
        package init?(user: String, secret: String) {
            func isSendable(_ text: String) -> Bool {
                !text.isEmpty && !text.utf8.contains { $0 == ASCII.lineFeed || $0 == ASCII.carriageReturn }
            }
            guard isSendable(user), isSendable(secret) else { return nil }
            self.user = user
            self.secret = secret
        }
    }

    /// What is to be done.
    package enum Effect: Sendable {
        /// Send this.
        case send([UInt8])
        /// Asterisk has accepted the login.
        case loggedIn
        /// Asterisk said this.
        case message(AMIMessage)
        /// An answer to one of the questions says that it is not allowed.
        case denied(action: String, reason: String)
    }

    /// Why the connection is of no use.
    package enum Fault: Error, Hashable, Sendable {
        case unreadable(AMIReader.Fault)
        case tooOld(String)
        case loginRefused(String)
    }

    /// The first version of the interface that is understood: that of Asterisk 16.
    static let minVersion = 4

    /// Answers have begun to come: the other end takes part in the conversation.
    package private(set) var answersPings = false
    /// The login was accepted.
    package private(set) var isLoggedIn = false
    /// What Asterisk calls its interface, such as `Asterisk Call Manager/7.0.3`.
    package private(set) var greeting: String?
    /// The version of Asterisk, where it says one.
    package private(set) var version: String?
    private var reader: AMIReader
    private let login: Login

    /// Nothing was read yet.
    package init(_ login: Login, limits: AMILimits = AMILimits()) {
        self.login = login
        self.reader = AMIReader(limits: limits)
    }

    /// Reads on.
    ///
    /// - Parameter bytes: what came next.
    /// - Returns: what is to be done, in order.
    /// - Throws: `Fault`: the connection is to be closed.
    package mutating func read(_ bytes: some Sequence<UInt8>) throws(Fault) -> [Effect] {
        var outputs: [AMIReader.Output] = []
        do throws(AMIReader.Fault) {
            try reader.read(bytes) { outputs.append($0) }
        } catch {
            throw .unreadable(error)
        }
        var effects: [Effect] = []
        for output in outputs {
            switch output {
            case .greeting(let line): try greeted(line, &effects)
            case .message(let message): try said(message, &effects)
            }
        }
        return effects
    }

    private mutating func greeted(_ line: String, _ effects: inout [Effect]) throws(Fault) {
        greeting = line
        let number = line.split(separator: "/").last?.split(separator: ".").first.flatMap { Int($0) }
        guard let number, number >= Self.minVersion else { throw .tooOld(line) }
        effects.append(
            .send(Self.action("Login", [("Username", login.user), ("Secret", login.secret), ("Events", "on")])))
    }

    private mutating func said(_ message: AMIMessage, _ effects: inout [Effect]) throws(Fault) {
        guard let response = message["Response"], message.event == nil else {
            return effects.append(.message(message))
        }
        if !isLoggedIn {
            guard response == "Success" else { throw .loginRefused(message["Message"] ?? response) }
            isLoggedIn = true
            effects.append(.loggedIn)
            for action in ["CoreSettings", "QueueStatus", "CoreShowChannels", "Ping"] {
                effects.append(.send(Self.action(action)))
            }
            return
        }
        version = message["AsteriskVersion"] ?? version
        guard let action = message["ActionID"], action.hasPrefix(Self.prefix) else { return }
        let name = String(action.dropFirst(Self.prefix.count))
        if name == "Ping" { answersPings = true }
        if response == "Error" {
            effects.append(.denied(action: name, reason: message["Message"] ?? response))
        }
    }

    private static let prefix = "wallboard-"

    /// The message that asks whether Asterisk is still there.
    package static var ping: [UInt8] { action("Ping") }

    private static func action(_ name: String, _ fields: [(String, String)] = []) -> [UInt8] {
        var text = "Action: \(name)\r\nActionID: \(prefix)\(name)\r\n"
        for (name, value) in fields { text += "\(name): \(value)\r\n" }
        return Array((text + "\r\n").utf8)
    }
}

extension AMISession.Fault: CustomStringConvertible {
    /// A sentence for the log.
    package var description: String {
        switch self {
        case .unreadable(let fault): fault.description
        case .tooOld(let greeting):
            "\"\(greeting)\" is the interface of an Asterisk before 16, which is not supported"
        case .loginRefused(let reason):
            "Asterisk refuses the login (\(reason)): check the user, the secret and the permit lines in manager.conf"
        }
    }
}
