// `Sec-WebSocket-Extensions`: each line of the input is the value of one field.
import FuzzSupport

fuzz { data, count in
    let text = String(decoding: bytes(data, count), as: UTF8.self)
    NegotiationProperties.check(text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init))
    return 0
}
