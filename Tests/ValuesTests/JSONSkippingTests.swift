import TestSupport
import Testing

@testable import Values

@Suite("A value that is passed over is checked like one that is read")
struct JSONSkippingTests {
    private func skips(_ bytes: [UInt8]) -> Bool {
        var parser = JSONParser(limits: JSONLimits())
        do throws(JSONError) {
            _ = try parser.skipValue(bytes.span)
            try parser.end(bytes.span)
            return true
        } catch {
            return false
        }
    }

    /// Nil where reading stops at a fault that skipping does not check for.
    private func reads(_ bytes: [UInt8]) -> Bool? {
        do throws(JSONError) {
            _ = try JSON(parsing: bytes)
            return true
        } catch {
            return [.duplicateKey, .numberOutOfRange].contains(error.reason) ? nil : false
        }
    }

    @Test("for all texts, but for doubled keys and numbers out of range", arguments: 0..<20)
    func agree(seed: UInt64) {
        var generator = SplitMix64(seed: seed)
        for _ in 0..<1_000 {
            let bytes = JSON.random(depth: 4, using: &generator).encode().mutated(using: &generator)
            guard let isRead = reads(bytes) else { continue }
            #expect(skips(bytes) == isRead, "seed \(seed): \(String(decoding: bytes, as: UTF8.self))")
        }
    }

    @Test("elements of an array are found where they stand")
    func elements() throws {
        let bytes = Array(#" [1, {"a":[2]} ,"x,]" ] "#.utf8)
        var elements = JSONElements(limits: JSONLimits())
        var found: [String] = []
        while let range = try elements.next(bytes.span) { found.append(String(decoding: bytes[range], as: UTF8.self)) }
        #expect(found == ["1", #"{"a":[2]}"#, #""x,]""#])
    }

    @Test("an array may have more elements than a value may have members")
    func elementsAreCountedAlone() throws {
        var limits = JSONLimits()
        limits.maxMembers = 2
        var elements = JSONElements(limits: limits)
        let bytes = Array("[[1,2],[3,4],[5],6,7]".utf8)
        var count = 0
        while try elements.next(bytes.span) != nil { count += 1 }
        #expect(count == 5)
    }
}
