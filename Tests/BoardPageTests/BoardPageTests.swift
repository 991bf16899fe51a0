import Testing

@testable import BoardPage

struct BoardPageTests {
    @Test func aPageIsADocumentAndWhatItNames() throws {
        for (files, document) in [(BoardPage.boardFiles, "/"), (BoardPage.previewFiles, "/preview/")] {
            #expect(files.first?.path == document)
            #expect(Set(files.map(\.path)).count == files.count)
        }
    }
}
