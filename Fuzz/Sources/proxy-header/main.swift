// The header of the PROXY protocol: bytes in, an address out.
import FuzzSupport
import WebSocketWire

fuzz { data, count in
    ProxyHeaderProperties.check(bytes(data, count))
    return 0
}
