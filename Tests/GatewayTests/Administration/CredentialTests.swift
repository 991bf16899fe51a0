import Testing
import WallboardCore

@testable import Gateway

@Suite struct CredentialTests {
    @Test(
        "a credential is read back with the same id and hash",
        arguments: [Credential.Kind.deviceToken, .enrolmentKey, .adminToken])
    func aCredentialIsReadBackWithTheSameIdAndHash(kind: Credential.Kind) throws {
        let made = Credential.make(kind)
        let read = try #require(Credential(made.text, kind: kind))
        #expect(read.id == made.id)
        #expect(read.hash.matches(made.hash))
        #expect(made.text.utf8.count <= 200, "boards may send 200 characters")
    }

    @Test("another secret has another hash")
    func anotherSecretHasAnotherHash() throws {
        let made = Credential.make(.deviceToken)
        let other = try #require(Credential(String(made.text.dropLast()) + "1", kind: .deviceToken))
        #expect(other.id == made.id)
        #expect(!other.hash.matches(made.hash))
    }

    @Test("a key is no token")
    func aKeyIsNoToken() {
        #expect(Credential(Credential.make(.enrolmentKey).text, kind: .deviceToken) == nil)
    }

    @Test(
        "what is no credential is none",
        arguments: ["", "wbd", "wbd_", "wbd__", "wbd_id_", "wbd__secret", "wbd_id_secret_more", "wbd_i d_secret"])
    func whatIsNoCredentialIsNone(text: String) {
        #expect(Credential(text, kind: .deviceToken) == nil)
    }

    @Test("the secret is in no description")
    func theSecretIsInNoDescription() throws {
        let made = Credential.make(.adminToken)
        let secret = try #require(made.text.split(separator: "_").last)
        var dumped = ""
        dump(made, to: &dumped)
        for shown in ["\(made)", String(reflecting: made), dumped] { #expect(!shown.contains(secret)) }
    }

    @Test("ids are not drawn twice")
    func idsAreNotDrawnTwice() {
        #expect(Set((0..<1_000).map { _ in Credential.make(.deviceToken).id }).count == 1_000)
        #expect(Set((0..<1_000).map { _ in DeviceID.make() }).count == 1_000)
    }
}
