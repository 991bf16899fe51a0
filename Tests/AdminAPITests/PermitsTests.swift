import Testing

@testable import AdminAPI

@Suite("Permits")
struct PermitsTests {
    private struct Refusal: Error {}

    @Test("no more happens at once than there are permits, and each comes back")
    func bound() async throws {
        let permits = Permits(2)
        let inner = await permits.withPermit {
            await permits.withPermit {
                await permits.withPermit { true } == nil
            }
        }
        #expect(inner == .some(.some(true)))
        #expect(await permits.withPermit { 1 } == 1)
    }

    @Test("a permit comes back from a failure")
    func failure() async throws {
        let permits = Permits(1)
        for _ in 0..<3 {
            await #expect(throws: Refusal.self) { _ = try await permits.withPermit { throw Refusal() } }
        }
        #expect(await permits.withPermit { 1 } == 1)
    }
}
