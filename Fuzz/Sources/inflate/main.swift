// Deflated messages. The first byte chooses how the rest is deflated; it is also inflated as it is.
import EventLoop
import FuzzSupport

nonisolated(unsafe) let inflating = InflateProperties()

fuzz { data, count in
    let input = bytes(data, count)
    guard let settings = input.first else { return 0 }
    inflating.check(Array(input.dropFirst()), settings)
    return 0
}
