import ArgumentParser
import EventLoop

/// Publications for servers that take them over HTTP, such as nchan.
struct PublishCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "publish", abstract: "Posts publications over plain HTTP until it is ended.")

    @Option(help: ArgumentHelp("Where the server listens for them.", valueName: "address:port")) var to: String
    @Option(help: "The path to post to.") var path: String
    @Option(help: "Bytes of a publication.") var publishBytes = 1_024
    @Option(help: "How often a second it publishes.") var publishRate = 10.0
    @Option(help: "Publications at a time.") var publishBurst = 1

    func validate() throws {
        guard publishBytes >= GeneratedText.fewestBytes, publishRate > 0, publishBurst > 0 else {
            throw ValidationError(
                "--publish-bytes begins at \(GeneratedText.fewestBytes), the others are above 0.")
        }
    }

    func run() throws {
        guard let address = SocketAddress(to) else { throw ValidationError("\(to) is not ADDRESS:PORT.") }
        BrokenPipe.ignoreSignal()
        var text = GeneratedText(bytes: publishBytes)
        let socket = try Socket.connect(to: address)
        Socket.setNoDelay(socket)
        var poller = try Poller(maxEvents: 1)
        try poller.add(socket, token: PollToken(slot: 0, generation: 0), interest: .write)
        _ = poller.wait(timeoutMilliseconds: nil)
        if let error = Socket.pendingError(socket) { throw error }
        poller.modify(socket, token: PollToken(slot: 0, generation: 0), interest: .read)
        let answers = ReadBuffer(capacity: 65_536)
        let began = Clock.monotonicMicroseconds()
        for tick in 1... {
            let due = began + Int64(Double(tick) * 1e6 / publishRate)
            while case let left = due - Clock.monotonicMicroseconds(), left > 0 {
                guard poller.wait(timeoutMilliseconds: Int32(clamping: (left + 999) / 1_000)) > 0 else { continue }
                // The server's answers are ignored; that it still answers shows at its subscribers.
                guard case .bytes = Socket.read(socket, into: answers) else { return }
            }
            let texts = (0..<publishBurst).map { _ in text.next(at: Clock.wallMicroseconds()) }
            let requests = texts.flatMap { request($0, to: address) }
            guard Socket.write(socket, requests.span) == .wrote(requests.count) else {
                throw ValidationError("the server does not take its publications")
            }
        }
    }

    private func request(_ text: [UInt8], to address: SocketAddress) -> [UInt8] {
        Array("POST \(path) HTTP/1.1\r\nHost: \(address)\r\nContent-Length: \(text.count)\r\n\r\n".utf8) + text
    }
}
