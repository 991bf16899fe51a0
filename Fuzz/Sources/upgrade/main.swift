// The request for a WebSocket: bytes in, an answer out.
import FuzzSupport
import WebSocketWire

let upgrade = UpgradeProperties()

fuzz { data, count in
    upgrade.check(bytes(data, count))
    return 0
}
