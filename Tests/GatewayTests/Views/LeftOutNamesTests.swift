import TestSupport
import Testing
import WallboardCore

@testable import Gateway

@Suite("Names beyond the bounds of a day on boards")
struct LeftOutNamesTests {
    private func text(_ new: [String], since old: [String]?) -> String {
        func map(_ names: [String]) -> SortedMap<String, Bool> {
            var map = SortedMap<String, Bool>()
            for name in names { map[name] = true }
            return map
        }
        var writer = StateWriter()
        writer.object { $0.names("queuesLeftOut", map(new), old.map(map)) }
        return String(decoding: writer.finish(), as: UTF8.self)
    }

    @Test("a patch adds names and takes them away, and no names are absent")
    func patches() {
        #expect(text([], since: nil) == "{}")
        #expect(text([], since: []) == "{}")
        #expect(text(["a", "b"], since: nil) == #"{"queuesLeftOut":{"a":true,"b":true}}"#)
        #expect(text(["a", "b"], since: []) == #"{"queuesLeftOut":{"a":true,"b":true}}"#)
        #expect(text(["a", "b"], since: ["a", "b"]) == "{}")
        #expect(text(["b", "c"], since: ["a", "b"]) == #"{"queuesLeftOut":{"a":null,"c":true}}"#)
        #expect(text([], since: ["a", "b"]) == #"{"queuesLeftOut":null}"#)
    }
}
