import EventLoop
import Testing

struct SocketAddressTests {
    @Test(
        "text is read and written alike",
        arguments: [
            "127.0.0.1:8443", "0.0.0.0:0", "255.255.255.255:65535", "[::]:8443", "[::1]:1", "[2001:db8::a]:80",
        ])
    func textIsReadAndWrittenAlike(_ text: String) {
        #expect(SocketAddress(text)?.description == text)
    }

    @Test(
        "other text is refused",
        arguments: [
            "", ":", ":80", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1", "127.0.0.1:+1",
            "127.0.0.1: 1",
            "::1:80",
            "[127.0.0.1]:80", "[::1]", "[::1", "example.com:80", "1.2.3:80", "1.2.3.4.5:80", "127.0.0.1:8x",
        ])
    func otherTextIsRefused(_ text: String) {
        #expect(SocketAddress(text) == nil)
    }

    @Test("localhost is the IPv4 loopback")
    func localhostIsTheIPv4Loopback() {
        #expect(SocketAddress("localhost:5")?.description == "127.0.0.1:5")
    }

    @Test("host text has neither port nor brackets")
    func hostTextHasNeitherPortNorBrackets() {
        #expect(SocketAddress("[::1]:80")?.hostText == "::1")
        #expect(SocketAddress("10.1.2.3:80")?.hostText == "10.1.2.3")
        #expect(SocketAddress(host: "::1", port: 80) == SocketAddress("[::1]:80"))
        #expect(SocketAddress(host: "[::1]", port: 80) == SocketAddress("[::1]:80"))
    }

    @Test("an IPv4 address shown as IPv6 is the IPv4 address")
    func anIPv4AddressShownAsIPv6IsTheIPv4Address() {
        #expect(SocketAddress("[::ffff:192.0.2.1]:7") == SocketAddress("192.0.2.1:7"))
        #expect(SocketAddress("[::fffe:192.0.2.1]:7") != SocketAddress("192.0.2.1:7"))
    }

    @Test("a link-local address names its interface")
    func aLinkLocalAddressNamesItsInterface() {
        let address = SocketAddress(.ipv6(high: 0xfe80 << 48, low: 1, scope: 2), port: 9)
        #expect(address.description == "[fe80::1%2]:9")
    }
}
