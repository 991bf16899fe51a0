import Testing
import Values
import WallboardCore

@testable import AdminAPI

@Suite("Bodies are read strictly")
struct BodyReaderTests {
    private func read<Value>(_ rule: FieldRule<Value>, _ json: String) throws -> Value? {
        rule.read(try JSON(parsing: Array(json.utf8)))
    }

    @Test("one answer names every missing, wrong and unknown field")
    func everyMistake() throws {
        var body = try BodyReader(JSON(parsing: Array(#"{"name":7,"extra":1,"flag":true}"#.utf8)))
        let fields = (body.required("id", .text(1...9)), body.required("name", .text(1...9)))
        #expect(body.optional("flag", .flag) == true)
        do {
            _ = try body.finish(fields)
            Issue.record("nothing was refused")
        } catch {
            guard case .fields(let errors) = error.extras else {
                Issue.record("\(error)")
                return
            }
            #expect(errors.map(\.field) == ["id", "name", "extra"])
            #expect(errors[0].reason == "is missing")
        }
    }

    @Test("null in a field that takes none is a mistake, and not as if it were left out")
    func null() throws {
        var body = try BodyReader(JSON(parsing: Array(#"{"name":null}"#.utf8)))
        #expect(body.optional("name", .text(1...9)) == nil)
        #expect(throws: Problem.self) { try body.finish() }
    }

    @Test("null in a field that takes it is a value")
    func nullable() throws {
        var body = try BodyReader(JSON(parsing: Array(#"{"userId":null}"#.utf8)))
        let user: UserID?? = body.optional("userId", FieldRule<UserID>.userID.orNull)
        #expect(user == .some(nil))
        #expect(body.optional("other", FieldRule<UserID>.userID.orNull) == UserID??.none)
        try body.finish()
    }

    @Test("a body that is no object is refused", arguments: ["[]", "1", "\"a\"", "null", "true"])
    func noObject(json: String) {
        #expect(throws: Problem.self) { try BodyReader(JSON(parsing: Array(json.utf8))) }
    }

    @Test("texts are counted in characters and hold no control characters")
    func texts() throws {
        #expect(try read(.text(1...3), #""äöü""#) == "äöü")
        #expect(try read(.text(1...3), #""abcd""#) == nil)
        #expect(try read(.text(1...3), #""""#) == nil)
        #expect(try read(.text(1...3), #""a\nb""#) == nil)
        #expect(try read(.text(1...3), #""\u0085""#) == nil)
        #expect(try read(.text(0...3), #""""#) == "")
        #expect(try read(.text(1...3), "5") == nil)
    }

    @Test("integers are whole and in range")
    func integers() throws {
        #expect(try read(.integer(1...10), "1") == 1)
        #expect(try read(.integer(1...10), "10") == 10)
        #expect(try read(.integer(1...10), "1.0") == 1 && read(.integer(1...10), "1e1") == 10)
        for json in ["0", "11", "1.5", "11.0", "1e300", "\"1\"", "true", "null", "-1", "9223372036854775808"] {
            #expect(try read(.integer(1...10), json) == nil, "\(json)")
        }
    }

    @Test("times of day are HH:MM")
    func timesOfDay() throws {
        #expect(try read(.timeOfDay, #""00:00""#) == 0)
        #expect(try read(.timeOfDay, #""02:30""#) == 150)
        #expect(try read(.timeOfDay, #""23:59""#) == 1_439)
        for json in [
            #""24:00""#, #""2:30""#, #""02:60""#, #""0230""#, #""02:3""#, #""02.30""#, #""+2:30""#, #""é2:3""#, "150",
        ] {
            #expect(try read(.timeOfDay, json) == nil, "\(json)")
        }
    }

    @Test("a maximum is a number of seats or null for unlimited")
    func seatMaximum() throws {
        #expect(try read(.seatMaximum, "0") == .limited(0))
        #expect(try read(.seatMaximum, "1000000") == .limited(1_000_000))
        #expect(try read(.seatMaximum, "null") == .unlimited)
        for json in ["-1", "1000001", "2.5", "\"2\"", "\"unlimited\"", "false"] {
            #expect(try read(.seatMaximum, json) == nil, "\(json)")
        }
    }

    @Test("words are those of the enumeration, exactly")
    func words() throws {
        for licence in SupervisorLicence.allCases {
            #expect(try read(FieldRule<SupervisorLicence>.word, "\"\(licence.rawValue)\"") == licence)
        }
        #expect(try read(FieldRule<SupervisorLicence>.word, #""Analytics""#) == nil)
        #expect(try read(FieldRule<SupervisorLicence>.word, "null") == nil)
    }
}
