import Testing

@testable import AdminAPI

@Suite("If-Match (RFC 9110, section 13.1.1)")
struct EntityTagTests {
    private let three = EntityTag(version: 3)

    @Test("a tag is written as RFC 9110 writes it")
    func written() {
        #expect(three.description == "\"3\"")
    }

    @Test(
        "these allow version 3",
        arguments: ["\"3\"", "*", "\"1\", \"3\"", "\"1\",\"3\"", " \"3\" ", "\"3\"\t, W/\"9\""])
    func allows(header: String) throws {
        #expect(try #require(IfMatch(header)).allows(three))
    }

    @Test("these do not", arguments: ["\"2\"", "\"03\"", "\"\"", "W/\"3\"", "\"2\", \"4\"", "\"abc\""])
    func forbids(header: String) throws {
        #expect(try !#require(IfMatch(header)).allows(three))
    }

    @Test(
        "these are none",
        arguments: ["", " ", "3", "\"3", "3\"", "\"3\" \"4\"", "\"3\",", ",\"3\"", "* , \"3\"", "w/\"3\"", "\"a b\""])
    func malformed(header: String) {
        #expect(IfMatch(header) == nil)
    }
}
