import ArgumentParser
import BoardClient
import BoardProtocol
import EventLoop
import Foundation

/// The server to connect to, and what to send to it. Shared by all connections.
struct Target: Sendable {
    let url: BoardURL
    let tls: TLSClientContext
    let offersDeflate: Bool
    /// For a gateway: what boards first register with. Nil for servers without a hello.
    let enrolmentKey: Secret?
}

/// Options that say which server is measured.
struct TargetOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The server, wss://ADDRESS:PORT/PATH.", valueName: "url")) var url: String
    @Option(help: ArgumentHelp("The certificates to trust, PEM.", valueName: "file")) var ca: String
    @Option(help: "The server's process; its children count with it.") var serverPid: Int
    @Flag(help: "Offer permessage-deflate.") var deflate = false
    @Option(
        help: ArgumentHelp(
            "For a gateway: the file with an enrolment key, with which the boards say hello.", valueName: "file"))
    var enrolmentKeyFile: String?
    @Option(help: "The server's name in the result.") var server = "server"
    @Option(help: "The workload's name in the result.") var workload: String?

    /// Raises the limit of open files, too.
    func target() throws -> Target {
        OpenFiles.allowAll()
        BrokenPipe.ignoreSignal()
        guard let board = BoardURL(url) else {
            throw ValidationError("\(url) is not wss://ADDRESS:PORT/PATH with a numeric address.")
        }
        let key = try enrolmentKeyFile.map {
            Secret(try String(contentsOfFile: $0, encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines))
        }
        return Target(
            url: board, tls: try TLSClientContext(trust: .authorities(file: ca)), offersDeflate: deflate,
            enrolmentKey: key)
    }

    var process: ServerProcess { ServerProcess(pid: serverPid) }
}
