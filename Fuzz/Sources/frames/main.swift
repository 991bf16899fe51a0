// Frames and the messages that are assembled from them. The first byte chooses how the rest is read.
import FuzzSupport
import WebSocketWire

fuzz { data, count in
    let input = bytes(data, count)
    guard let settings = input.first else { return 0 }
    FrameProperties(settings).check(Array(input.dropFirst()))
    return 0
}
