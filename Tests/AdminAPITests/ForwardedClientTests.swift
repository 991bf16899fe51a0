import HTTPTypes
import TestSupport
import Testing
import Values

@testable import AdminAPI

@Suite("Whom a request comes from behind trusted proxies")
struct ForwardedClientTests {
    private let clients: ForwardedClient

    init() throws {
        clients = ForwardedClient(
            trustedProxies: try ["10.0.0.0/8", "2001:db8:1::/48"].map { try AddressBlock(parsing: $0) })
    }

    private func client(_ lines: [(String, String)], from peer: String = "10.0.0.1") throws -> String {
        var headers = HTTPFields()
        for (name, value) in lines { headers.append(HTTPField(name: try #require(HTTPField.Name(name)), value: value)) }
        return clients.address(of: headers, from: peer)
    }

    @Test(
        "x-Forwarded-For names the client",
        arguments: [
            ("203.0.113.9", "203.0.113.9"), ("203.0.113.9:4711", "203.0.113.9"),
            ("1.1.1.1, 203.0.113.9", "203.0.113.9"),
            ("1.1.1.1,203.0.113.9 ,\t10.2.3.4", "203.0.113.9"), ("10.9.9.9, 10.2.3.4", "10.9.9.9"),
            ("2001:DB8::7", "2001:db8::7"), ("[2001:db8::7]:443", "2001:db8::7"), ("::ffff:203.0.113.9", "203.0.113.9"),
            ("203.0.113.9, 2001:db8:1::5", "203.0.113.9"), ("", "10.0.0.1"), ("unknown", "10.0.0.1"),
            ("203.0.113.9, unknown", "10.0.0.1"), ("203.0.113.9, unknown, 10.2.3.4", "10.2.3.4"),
            ("203.0.113.9,", "10.0.0.1"), ("203.0.113.9.1", "10.0.0.1"), ("203.0.113.9, <script>", "10.0.0.1"),
        ])
    func forwardedFor(value: String, client expected: String) throws {
        #expect(try client([("X-Forwarded-For", value)]) == expected)
    }

    @Test(
        "Forwarded names the client",
        arguments: [
            ("for=203.0.113.9", "203.0.113.9"), ("For=\"203.0.113.9:80\";proto=https;by=10.0.0.1", "203.0.113.9"),
            ("for=\"[2001:db8::7]\"", "2001:db8::7"), ("proto=https;for=\"[2001:db8::7]:443\"", "2001:db8::7"),
            ("for=1.1.1.1, for=203.0.113.9", "203.0.113.9"), ("for=203.0.113.9, for=10.2.3.4;host=a", "203.0.113.9"),
            ("for=203.0.113.9;host=\"a, for=9.9.9.9\"", "203.0.113.9"),
            ("for=203.0.113.9;host=\"a\\\", for=9.9.9.9\"", "203.0.113.9"),
            ("for=unknown", "10.0.0.1"), ("for=_hidden, for=10.2.3.4", "10.2.3.4"),
            ("for=203.0.113.9, proto=https", "10.0.0.1"),
            ("for=203.0.113.9;for=9.9.9.9", "10.0.0.1"), ("for=[2001:db8::7", "10.0.0.1"),
            ("for=\"[203.0.113.9]\"", "10.0.0.1"),
            ("for=\"203.0.113.9, for=10.2.3.4", "10.0.0.1"), ("for=203.0.113.9;a=\"", "10.0.0.1"),
            // What a client left open does not swallow what the proxy added.
            ("for=9.9.9.9;a=\", for=203.0.113.9", "10.0.0.1"), ("for=9.9.9.9, a=\", for=203.0.113.9", "10.0.0.1"),
            ("", "10.0.0.1"), (",", "10.0.0.1"), (";", "10.0.0.1"), ("=", "10.0.0.1"),
        ])
    func forwarded(value: String, client expected: String) throws {
        #expect(try client([("Forwarded", value)]) == expected)
    }

    @Test("several lines of a header are one list")
    func linesAreOneList() throws {
        #expect(
            try client([("X-Forwarded-For", "1.1.1.1"), ("X-Forwarded-For", "203.0.113.9, 10.1.1.1")]) == "203.0.113.9")
        #expect(try client([("Forwarded", "for=1.1.1.1"), ("Forwarded", "for=203.0.113.9")]) == "203.0.113.9")
    }

    @Test("the headers of strangers are not used")
    func theHeadersOfStrangersAreNotUsed() throws {
        let lines = [("X-Forwarded-For", "9.9.9.9"), ("Forwarded", "for=9.9.9.9")]
        #expect(try client(lines, from: "203.0.113.50") == "203.0.113.50")
        #expect(try client(lines, from: "unknown") == "unknown")
        #expect(try client(lines, from: "2001:db8:2::1") == "2001:db8:2::1")
        #expect(try client(lines, from: "2001:db8:1::1") == "9.9.9.9")
        #expect(ForwardedClient(trustedProxies: []).address(of: [:], from: "10.0.0.1") == "10.0.0.1")
    }

    /// The client wrote one of them: a proxy adds to one and passes the other on.
    @Test("where the headers disagree it is the proxy")
    func whereTheHeadersDisagreeItIsTheProxy() throws {
        #expect(try client([("X-Forwarded-For", "203.0.113.9"), ("Forwarded", "for=9.9.9.9")]) == "10.0.0.1")
        #expect(
            try client([("X-Forwarded-For", "9.9.9.9, 203.0.113.9"), ("Forwarded", "for=203.0.113.9")]) == "203.0.113.9"
        )
    }

    @Test("a chain without end is cut")
    func aChainWithoutEndIsCut() throws {
        let chain = (0..<10_000).map { "10.0.\($0 / 256).\($0 % 256)" }.joined(separator: ",")
        #expect(try client([("X-Forwarded-For", "9.9.9.9," + chain)]) == "10.0.38.240")
    }

    @Test(
        "whatever precedes it, the proxy's own entry decides; the argument is the seed", arguments: UInt64(0)..<50)
    func whateverTheClientWrites(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let alphabet = Array("0123456789.:[],;= for=unknown10.\"\\")
        for _ in 0..<200 {
            let text = String(
                (0..<Int.random(in: 0...30, using: &random)).map { _ in alphabet.randomElement(using: &random)! })
            #expect(try client([("X-Forwarded-For", "\(text), 203.0.113.9")]) == "203.0.113.9", "\(text), seed \(seed)")
            let found = try client([("Forwarded", "\(text), for=203.0.113.9")])
            // An open quote hides what the proxy added, and shows nothing of what the client wrote.
            #expect(found == (text.contains("\"") ? found : "203.0.113.9"), "\(text), seed \(seed)")
            #expect(["203.0.113.9", "10.0.0.1"].contains(found), "\(text), seed \(seed)")
        }
    }
}
