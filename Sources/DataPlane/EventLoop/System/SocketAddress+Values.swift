import Values

extension SocketAddress {
    /// An address without a scope, and a port.
    package init(_ address: IPAddress, port: UInt16) {
        switch address.bits {
        case .v4(let bits): self.init(.ipv4(bits), port: port)
        case .v6(let high, let low): self.init(.ipv6(high: high, low: low, scope: 0), port: port)
        }
    }

    /// The address without port and scope.
    package var ipAddress: IPAddress {
        switch host {
        case .ipv4(let bits): IPAddress(.v4(bits))
        case .ipv6(let high, let low, _): IPAddress(.v6(high: high, low: low))
        }
    }
}
