// What boards send, and what boards receive: the input as either.
import FuzzSupport

fuzz { data, count in
    let text = bytes(data, count)
    BoardMessageProperties.check(text)
    GatewayMessageProperties.check(text)
    JSONProperties.check(text)
    return 0
}
