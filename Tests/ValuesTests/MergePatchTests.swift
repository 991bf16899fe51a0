import TestSupport
import Testing
import Values

@Suite("Merge patches change a state by RFC 7396")
struct MergePatchTests {
    @Test(
        "the examples of appendix A",
        arguments: [
            (#"{"a":"b"}"#, #"{"a":"c"}"#, #"{"a":"c"}"#),
            (#"{"a":"b"}"#, #"{"b":"c"}"#, #"{"a":"b","b":"c"}"#),
            (#"{"a":"b"}"#, #"{"a":null}"#, #"{}"#),
            (#"{"a":"b","b":"c"}"#, #"{"a":null}"#, #"{"b":"c"}"#),
            (#"{"a":["b"]}"#, #"{"a":"c"}"#, #"{"a":"c"}"#),
            (#"{"a":"c"}"#, #"{"a":["b"]}"#, #"{"a":["b"]}"#),
            (#"{"a":{"b":"c"}}"#, #"{"a":{"b":"d","c":null}}"#, #"{"a":{"b":"d"}}"#),
            (#"{"a":[{"b":"c"}]}"#, #"{"a":[1]}"#, #"{"a":[1]}"#),
            (#"["a","b"]"#, #"["c","d"]"#, #"["c","d"]"#),
            (#"{"a":"b"}"#, #"["c"]"#, #"["c"]"#),
            (#"{"a":"foo"}"#, #"null"#, #"null"#),
            (#"{"a":"foo"}"#, #""bar""#, #""bar""#),
            (#"{"e":null}"#, #"{"a":1}"#, #"{"a":1,"e":null}"#),
            (#"[1,2]"#, #"{"a":"b","c":null}"#, #"{"a":"b"}"#),
            (#"{}"#, #"{"a":{"bb":{"ccc":null}}}"#, #"{"a":{"bb":{}}}"#),
        ])
    func appendix(_ original: String, _ patch: String, _ result: String) throws {
        var state = try JSON(parsing: Array(original.utf8))
        MergePatch.apply(try JSON(parsing: Array(patch.utf8)), to: &state)
        #expect(state == (try JSON(parsing: Array(result.utf8))))
    }

    @Test("the patch from one state to another makes the other of the one", arguments: 0..<20)
    func patchOfTheDifference(seed: UInt64) {
        var generator = SplitMix64(seed: seed)
        for _ in 0..<100 {
            let old = JSON.object(.random(depth: 4, using: &generator)).withoutNullMembers
            let new = JSON.object(.random(depth: 4, using: &generator)).withoutNullMembers
            var state = old
            MergePatch.apply(difference(from: old, to: new), to: &state)
            #expect(state == new, "seed \(seed)")
        }
    }

    /// The smallest patch that changes `old` into `new`, neither of which has `null` as a member.
    private func difference(from old: JSON, to new: JSON) -> JSON {
        guard case .object(let oldMembers) = old, case .object(let newMembers) = new else { return new }
        var patch = JSONObject()
        for member in oldMembers where newMembers[member.key] == nil { patch[member.key] = .null }
        for member in newMembers where oldMembers[member.key] != member.value {
            patch[member.key] = difference(from: oldMembers[member.key] ?? .null, to: member.value)
        }
        return .object(patch)
    }
}
