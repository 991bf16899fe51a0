import FuzzSupport

@testable import WebSocketWire

/// What has to be true of every offer and answer.
enum NegotiationProperties {
    static func check(_ values: [String]) {
        guard let extensions = WebSocketExtension.parse(values) else {
            // A list that cannot be parsed has a member that cannot: one line cannot repair another.
            let readable = values.filter { WebSocketExtension.parse([$0]) != nil }
            require(readable.count < values.count, "readable line by line alone: \(values)")
            return
        }
        checkThatItIsReadAgain(extensions)
        checkAnswer(to: extensions)
        if let parameters = DeflateExtension.parameters(answered: extensions) {
            require(extensions.count == 1, "\(extensions) taken for one answer")
            require(parameters.clientMaxWindowBits == 15, "a window that was not offered: \(extensions)")
        }
    }

    /// Written plainly, with quotation marks and escapes, and a line for each it means the same.
    private static func checkThatItIsReadAgain(_ extensions: [WebSocketExtension]) {
        let plain = extensions.map { write($0) { $0 } }
        let quoted = extensions.map { write($0) { "\"\\\($0)\"" } }
        require(WebSocketExtension.parse([plain.joined(separator: ",")]) == extensions, "\(plain)")
        require(WebSocketExtension.parse([quoted.joined(separator: " , ,\t")]) == extensions, "\(quoted)")
        require(WebSocketExtension.parse(plain) == extensions, "\(plain) line by line")
    }

    private static func write(_ member: WebSocketExtension, quote: (String) -> String) -> String {
        let parameters = member.parameters.map { parameter in
            parameter.name + (parameter.value.map { "=\(quote($0))" } ?? "")
        }
        return ([member.name] + parameters).joined(separator: "; ")
    }

    private static func checkAnswer(to offers: [WebSocketExtension]) {
        let answer = DeflateAnswer(to: offers)
        let expected = offers.lazy.compactMap { PlainOffer($0) }.first
        require(answer?.parameters == expected?.parameters, "\(offers) answered by \(String(describing: answer))")
        guard let answer else { return }
        guard let members = WebSocketExtension.parse([answer.text]), members.count == 1,
            let read = DeflateExtension(members[0])
        else { fatalError("the answer \(answer.text) cannot be read") }
        require(read.serverNoContextTakeover && read.clientNoContextTakeover, "\(answer.text) takes contexts over")
        let serverBits = read.serverMaxWindowBits ?? 15
        require(serverBits == answer.parameters.serverMaxWindowBits, "\(answer.text): \(answer.parameters)")
        let clientBits: Int? = if case .bits(let bits) = read.clientMaxWindowBits { bits } else { nil }
        require(clientBits ?? 15 == answer.parameters.clientMaxWindowBits, "\(answer.text): \(answer.parameters)")
        require(read.clientMaxWindowBits != .open, "\(answer.text): an answer has a value")
        require(read.clientMaxWindowBits == nil || expected?.namesClientWindow == true, "\(answer.text) to \(offers)")
        // The gateway's own client offers no window of its own.
        let asOffered = DeflateExtension.parameters(answered: members)
        require(
            clientBits != nil || asOffered?.serverMaxWindowBits == serverBits, "\(answer.text) refused by the client")
    }
}
