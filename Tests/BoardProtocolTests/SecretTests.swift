import BoardProtocol
import Testing

@Suite("Secrets are never printed")
struct SecretTests {
    private let secret = Secret("geheim")

    private func prints(_ value: Any) -> [String] {
        var dumped = ""
        dump(value, to: &dumped)
        return ["\(value)", String(describing: value), String(reflecting: value), dumped]
    }

    @Test("by themselves and inside every message that holds one")
    func printing() {
        let values: [Any] = [
            secret, [secret], Optional(secret) as Any, Hello.Credentials.token(secret),
            Hello.Credentials.enrolmentKey(secret),
            Hello(serial: "s", credentials: .token(secret)),
            BoardMessage.hello(Hello(serial: "s", credentials: .enrolmentKey(secret))),
            Registered(deviceId: "d", token: secret),
            GatewayMessage.registered(Registered(deviceId: "d", token: secret)),
        ]
        for value in values {
            for text in prints(value) {
                #expect(!text.contains("geheim"))
                #expect(text.contains("•••") || text.contains("Secret"))
            }
        }
    }

    @Test("and equal only to the same bytes")
    func equality() {
        #expect(secret == Secret("geheim"))
        #expect(secret != Secret("geheiM"))
        #expect(secret != Secret("geheim "))
        #expect(secret != Secret(""))
        #expect(Secret("\u{E9}") != Secret("e\u{301}"))
    }

    @Test("but are sent")
    func sending() {
        #expect(String(decoding: Registered(deviceId: "d", token: secret).encode(), as: UTF8.self).contains("geheim"))
    }
}
