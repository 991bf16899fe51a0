@testable import WebSocketWire

/// RFC 7692, sections 7.1.1 and 7.1.2, implemented a second time as a table: what an acceptable offer asks for.
struct PlainOffer {
    let parameters: DeflateParameters
    let namesClientWindow: Bool

    /// Nil for an offer that a server has to decline, or that zlib cannot honour (a server window of 8 bits).
    init?(_ offer: WebSocketExtension) {
        let names = offer.parameters.map(\.name)
        guard offer.name == "permessage-deflate", Set(names).count == names.count else { return nil }
        // No value is written as the empty one, which the grammar does not have.
        var values: [String: String] = [:]
        for parameter in offer.parameters { values[parameter.name] = parameter.value ?? "" }
        func take(_ name: String, or missing: String, from allowed: [String: Int]) -> Int? {
            allowed[values.removeValue(forKey: name) ?? missing]
        }
        let windows = Dictionary(uniqueKeysWithValues: (9...15).map { (String($0), $0) })
        let clientWindows = windows.merging(["8": 15, "": 15]) { first, _ in first }
        namesClientWindow = values["client_max_window_bits"].map { Int($0) != nil } ?? false
        guard take("server_no_context_takeover", or: "", from: ["": 0]) != nil,
            take("client_no_context_takeover", or: "", from: ["": 0]) != nil,
            let server = take("server_max_window_bits", or: "15", from: windows),
            let client = take("client_max_window_bits", or: "", from: clientWindows), values.isEmpty
        else { return nil }
        parameters = DeflateParameters(serverMaxWindowBits: server, clientMaxWindowBits: client)
    }
}
