import TestSupport
import Testing

@testable import WebSocketWire

@Suite("The negotiation of permessage-deflate (RFC 7692, section 7)")
struct DeflateNegotiationTests {
    let always = "permessage-deflate; server_no_context_takeover; client_no_context_takeover"

    @Test("a list of extensions is read to its parts (RFC 6455, section 9.1)")
    func grammar() throws {
        let read = try #require(
            WebSocketExtension.parse(["foo, bar; baz=2 ;  q=\"a\\b\"", ", permessage-deflate;client_max_window_bits,"]))
        #expect(
            read == [
                WebSocketExtension(name: "foo", parameters: []),
                WebSocketExtension(
                    name: "bar", parameters: [.init(name: "baz", value: "2"), .init(name: "q", value: "ab")]),
                WebSocketExtension(
                    name: "permessage-deflate", parameters: [.init(name: "client_max_window_bits", value: nil)]),
            ])
        #expect(WebSocketExtension.parse([]) == [])
        #expect(WebSocketExtension.parse([" , ,"]) == [])
    }

    @Test(
        "what breaks the grammar is not read",
        arguments: [
            "a b", "a;", "a;;b", "a; =b", "a; b=", "a; b=,c", "a; b=\"", "a; b=\"\"", "a; b=\"c", "a; b=\"c d\"",
            "a; b=\"c\"d",
            "a; b=\"c\\", "a; b=\"c,d\"", ";", "=", "a=b", "\"a\"", "a; b=c=d", "a; b/c", "\u{E4}",
        ])
    func malformed(value: String) {
        #expect(WebSocketExtension.parse([value]) == nil)
        #expect(WebSocketExtension.parse(["foo", value]) == nil)
    }

    @Test(
        "offers and their answers, with those of RFC 7692, section 7.1",
        arguments: [
            ("permessage-deflate", "", 15, 15),
            ("permessage-deflate; client_max_window_bits", "", 15, 15),
            ("permessage-deflate; client_max_window_bits=15", "; client_max_window_bits=15", 15, 15),
            ("permessage-deflate; client_max_window_bits=9", "; client_max_window_bits=9", 15, 9),
            ("permessage-deflate; client_max_window_bits=8", "", 15, 15),
            ("permessage-deflate; server_max_window_bits=9", "; server_max_window_bits=9", 9, 15),
            ("permessage-deflate; server_max_window_bits=\"10\"", "; server_max_window_bits=10", 10, 15),
            ("permessage-deflate; server_max_window_bits=15", "; server_max_window_bits=15", 15, 15),
            ("permessage-deflate; client_no_context_takeover; server_no_context_takeover", "", 15, 15),
            (
                "permessage-deflate; client_max_window_bits=11; server_max_window_bits=12",
                "; server_max_window_bits=12; client_max_window_bits=11", 12, 11
            ),
            // The first offer that can be accepted is taken.
            (
                "permessage-deflate; server_max_window_bits=10, permessage-deflate; client_max_window_bits",
                "; server_max_window_bits=10", 10, 15
            ),
            ("permessage-deflate; server_max_window_bits=8, permessage-deflate", "", 15, 15),
            ("permessage-deflate; unknown, x-webkit-deflate-frame, permessage-deflate", "", 15, 15),
        ])
    func accepted(offer: String, added: String, server: Int, client: Int) throws {
        let offers = try #require(WebSocketExtension.parse([offer]))
        let answer = try #require(DeflateAnswer(to: offers))
        #expect(answer.text == always + added)
        #expect(answer.parameters == DeflateParameters(serverMaxWindowBits: server, clientMaxWindowBits: client))
    }

    @Test(
        "offers that have to be declined",
        arguments: [
            "", "x-webkit-deflate-frame", "Permessage-deflate", "permessage-deflate; unknown",
            "permessage-deflate; server_max_window_bits", "permessage-deflate; server_max_window_bits=8",
            "permessage-deflate; server_max_window_bits=7", "permessage-deflate; server_max_window_bits=16",
            "permessage-deflate; server_max_window_bits=09", "permessage-deflate; server_max_window_bits=+9",
            "permessage-deflate; client_max_window_bits=16", "permessage-deflate; client_max_window_bits=x",
            "permessage-deflate; server_no_context_takeover=1", "permessage-deflate; client_no_context_takeover=true",
            "permessage-deflate; server_no_context_takeover; server_no_context_takeover",
            "permessage-deflate; client_no_context_takeover; client_no_context_takeover",
            "permessage-deflate; server_max_window_bits=10; server_max_window_bits=10",
            "permessage-deflate; client_max_window_bits; client_max_window_bits=10",
        ])
    func declined(offer: String) throws {
        #expect(DeflateAnswer(to: try #require(WebSocketExtension.parse([offer]))) == nil)
    }

    @Test("of random offers the first possible one is answered", arguments: UInt64(0)..<300)
    func randomOffers(seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        var offers: [String] = []
        var expected: (bits: Int, isNamed: Bool)?
        for _ in 0..<Int.random(in: 1...4, using: &generator) {
            let serverBits = Int.random(in: 7...16, using: &generator)
            let clientBits = Int.random(in: 7...16, using: &generator)
            let parameters: [(text: String, isAcceptable: Bool)] = [
                ("server_no_context_takeover", true), ("client_no_context_takeover", true), ("unknown", false),
                ("server_max_window_bits=\(serverBits)", (9...15).contains(serverBits)),
                ("client_max_window_bits=\(clientBits)", (8...15).contains(clientBits)),
            ]
            let count = Int.random(in: 0...3, using: &generator)
            let chosen = parameters.shuffled(using: &generator).prefix(count)
            offers.append((["permessage-deflate"] + chosen.map(\.text)).joined(separator: "; "))
            if expected == nil && chosen.allSatisfy(\.isAcceptable) {
                let isNamed = chosen.contains { $0.text.hasPrefix("server_max") }
                expected = (isNamed ? serverBits : 15, isNamed)
            }
        }
        let parsed = try #require(WebSocketExtension.parse([offers.joined(separator: ", ")]))
        let answer = DeflateAnswer(to: parsed)
        #expect(answer?.parameters.serverMaxWindowBits == expected?.bits, "seed \(seed)")
        #expect(answer?.text.contains("server_max_window_bits") == expected?.isNamed, "seed \(seed)")
    }
}
