import Foundation
import Testing
import Values

@testable import Webhooks

@Suite("Secrets, signatures and addresses")
struct WebhookSecretsTests {
    /// The values that the reference implementations of Standard Webhooks use in their tests.
    @Test("the signature is that of the reference implementations")
    func example() throws {
        let file = try SecretFile("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n")
        let secrets = try WebhookSecrets(file: file.path)
        let signature = secrets.signature(
            id: "msg_p5jXN8AQM9LWM0D4loKWxJek", seconds: 1_614_265_330, body: Array(#"{"test": 2432232314}"#.utf8))
        #expect(signature == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
    }

    @Test("each secret signs, so that a receiver can change from one to the other")
    func rotation() throws {
        let old = "whsec_" + Data(repeating: 1, count: 24).base64EncodedString()
        let new = "whsec_" + Data(repeating: 2, count: 64).base64EncodedString()
        let both = try SecretFile("# the new one\n\(new)\n\n  \(old)\r\n")
        let alone = try SecretFile(old)
        let signatures = try WebhookSecrets(file: both.path).signature(id: "m", seconds: 1, body: [1]).split(
            separator: " ")
        #expect(signatures.count == 2)
        #expect(try String(signatures[1]) == WebhookSecrets(file: alone.path).signature(id: "m", seconds: 1, body: [1]))
    }

    @Test(
        "a file that is not one to four secrets is refused without revealing its content",
        arguments: [
            "", "# none\n", "whsec_", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_not base64", "whsec_c2hvcnQ=",
            "whsec_" + Data(repeating: 1, count: 65).base64EncodedString(),
            String(repeating: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n", count: 5),
            String(repeating: "#", count: 5_000),
        ])
    func refused(text: String) throws {
        let file = try SecretFile(text)
        let error = #expect(throws: WebhookError.self) { try WebhookSecrets(file: file.path) }
        let secret = text.dropFirst("whsec_".count)
        #expect(error.map { secret.isEmpty || !$0.description.contains(secret) } == true)
    }

    @Test("a secret is not printed")
    func isNotPrinted() throws {
        let file = try SecretFile("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
        let secrets = try WebhookSecrets(file: file.path)
        var dumped = ""
        dump(secrets, to: &dumped)
        #expect("\(secrets)" == "•••" && !dumped.contains("key"))
    }

    @Test(
        "https with any host, http with this machine alone",
        arguments: [
            ("https://example.com/hook?key=1", "https://example.com"),
            ("http://localhost:8080/", "http://localhost:8080"),
            ("http://127.0.0.1:1/x", "http://127.0.0.1:1"), ("https://[::1]:9/x", "https://[::1]:9"),
        ])
    func addresses(url: String, origin: String) throws {
        #expect(try WebhookEndpoint(url).origin == origin)
    }

    @Test(
        "other addresses are refused",
        arguments: [
            "", "example.com", "http://example.com/", "ftp://localhost/", "https://", "https://u:p@example.com/",
            "https://example.com/#a", "http://localhost.example.com/", "http://127.0.0.1.example.com/",
        ])
    func otherAddresses(url: String) {
        #expect(throws: WebhookError.self) { try WebhookEndpoint(url) }
    }

    @Test(
        "retry-After is seconds or a date",
        arguments: [
            ("120", 120_000), ("0", 0), (" 7 ", 7_000), ("Tue, 24 Nov 2026 09:00:30 GMT", 30_000),
            ("Tue, 24 Nov 2026 08:00:00 GMT", 0),
        ] as [(String, Int64)])
    func retryAfter(text: String, millis: Int64) {
        #expect(RetryAfter.millis(text, at: morning) == millis)
    }

    @Test("anything else is no Retry-After", arguments: ["", "-1", "1.5", "soon", "2026-11-24"])
    func noRetryAfter(text: String) {
        #expect(RetryAfter.millis(text, at: morning) == nil)
    }

    @Test("the body has the members of the specification, and no member twice")
    func body() throws {
        let notice = WebhookNotice.boardBack(hall, since: morning, at: morning.plus(minutes: 2))
        let json = try JSON(parsing: notice.body)
        #expect(json["type"]?.string == "board.back")
        #expect(json["timestamp"]?.string.flatMap { Instant($0) } == morning.plus(minutes: 2))
        #expect(json["data"]?["offlineSeconds"]?.integer == 120)
        #expect(json["data"]?["serial"]?.string == "S-1")
        let alarm = WebhookNotice.credentialAlarm(
            hall, alarm: "clonedCredential", serial: "S-9", address: "192.0.2.1", at: morning)
        #expect(try JSON(parsing: alarm.body)["data"]?["otherSerial"]?.string == "S-9")
        let refused = WebhookNotice.seatRefused(
            customerID: "acme", serial: "\"\n", model: nil, address: "::1", configured: 2, maximum: 2, times: 3,
            at: morning)
        #expect(try JSON(parsing: refused.body)["data"]?["model"] == .null)
        #expect(try JSON(parsing: refused.body)["data"]?["serial"]?.string == "\"\n")
    }
}
