// Frames and the messages that are put together from them. The first byte chooses what the rest is read with.
import FuzzSupport
import WebSocketWire

fuzz { data, count in
    let input = bytes(data, count)
    guard let settings = input.first else { return 0 }
    FrameProperties(settings).check(Array(input.dropFirst()))
    return 0
}
