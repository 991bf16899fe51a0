import Glibc

// The conversions to and from the C library's structures: unsafe, and nothing else.

extension SocketAddress {
    /// Calls `body` with the address as the kernel takes it; the pointer is valid until `body` returns.
    func withKernelAddress<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
        switch host {
        case .ipv4(let bits):
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = port.bigEndian
            address.sin_addr.s_addr = bits.bigEndian
            return Self.withGenericPointer(&address, body)
        case .ipv6(let high, let low, let scope):
            var address = sockaddr_in6()
            address.sin6_family = sa_family_t(AF_INET6)
            address.sin6_port = port.bigEndian
            address.sin6_addr = Self.in6(high: high, low: low)
            address.sin6_scope_id = scope
            return Self.withGenericPointer(&address, body)
        }
    }

    /// Calls `fill` with room for an address of any family and makes an address of what it writes there; nil when
    /// `fill` gives nil or the family is neither IPv4 nor IPv6.
    static func fromKernel(_ fill: (UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> Bool) -> Self? {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        return withUnsafeMutablePointer(to: &storage) { pointer in
            let generic = UnsafeMutableRawPointer(pointer).assumingMemoryBound(to: sockaddr.self)
            guard fill(generic, &length) else { return nil }
            switch Int32(pointer.pointee.ss_family) {
            case AF_INET:
                let address = UnsafeRawPointer(pointer).loadUnaligned(as: sockaddr_in.self)
                return SocketAddress(
                    .ipv4(UInt32(bigEndian: address.sin_addr.s_addr)), port: UInt16(bigEndian: address.sin_port))
            case AF_INET6:
                let address = UnsafeRawPointer(pointer).loadUnaligned(as: sockaddr_in6.self)
                return SocketAddress(
                    Self.host(of: address.sin6_addr, scope: address.sin6_scope_id),
                    port: UInt16(bigEndian: address.sin6_port))
            default:
                return nil
            }
        }
    }

    /// Reads a numeric address without brackets.
    static func parse(_ text: String) -> Host? {
        var ipv4 = in_addr()
        if inet_pton(AF_INET, text, &ipv4) == 1 { return .ipv4(UInt32(bigEndian: ipv4.s_addr)) }
        var ipv6 = in6_addr()
        return inet_pton(AF_INET6, text, &ipv6) == 1 ? host(of: ipv6, scope: 0) : nil
    }

    /// The canonical text of RFC 5952.
    static func ipv6Text(high: UInt64, low: UInt64) -> String {
        var address = in6(high: high, low: low)
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        let isWritten = inet_ntop(AF_INET6, &address, &text, socklen_t(text.count)) != nil
        precondition(isWritten, "inet_ntop failed with room for \(text.count) bytes")
        return text.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
    }

    private static func host(of address: in6_addr, scope: UInt32) -> Host {
        withUnsafeBytes(of: address) { bytes in
            .ipv6(
                high: UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self)),
                low: UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)), scope: scope)
        }
    }

    private static func in6(high: UInt64, low: UInt64) -> in6_addr {
        var address = in6_addr()
        withUnsafeMutableBytes(of: &address) { bytes in
            bytes.storeBytes(of: high.bigEndian, as: UInt64.self)
            bytes.storeBytes(of: low.bigEndian, toByteOffset: 8, as: UInt64.self)
        }
        return address
    }

    private static func withGenericPointer<Address, Result>(
        _ address: inout Address, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
    ) -> Result {
        withUnsafePointer(to: &address) { pointer in
            body(
                UnsafeRawPointer(pointer).assumingMemoryBound(to: sockaddr.self),
                socklen_t(MemoryLayout<Address>.size))
        }
    }
}
