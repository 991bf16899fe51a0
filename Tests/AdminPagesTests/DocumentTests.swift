import AdminPages
import Testing

/// What makes pages usable without eyes or without a mouse, as far as the documents show it.
struct DocumentTests {
    let pages: AdminPages

    init() throws { pages = try AdminPages() }

    @Test("ids are unique and references lead somewhere")
    func idsAreUniqueAndReferencesLeadSomewhere() throws {
        for text in try Rendering.everyDocument(of: pages) {
            let ids = text.matches(of: /\sid="([^"]+)"/).map { String($0.1) }
            #expect(Set(ids).count == ids.count, "an id is there twice: \(ids.sorted())")
            let references = text.matches(of: /\s(?:for|aria-labelledby|aria-describedby|list)="([^"]+)"/)
            for reference in references.flatMap({ $0.1.split(separator: " ") }) {
                #expect(ids.contains(String(reference)), "nothing has the id \(reference)")
            }
        }
    }

    @Test("every control has a label")
    func everyControlHasALabel() throws {
        for text in try Rendering.everyDocument(of: pages) {
            let labelled = Set(text.matches(of: /<label for="([^"]+)"/).map { String($0.1) })
            let wrapped = text.matches(of: /<label(?: class="[^"]*")?(?: id="[^"]*")?>(.*?)<\/label>/).map {
                String($0.1)
            }
            for control in text.matches(of: /<(?:input|select|textarea)\b([^>]*)>/) {
                let attributes = String(control.1)
                // Nobody sees or hears it.
                if attributes.contains("type=\"hidden\"") { continue }
                let id = attributes.firstMatch(of: /\sid="([^"]+)"/).map { String($0.1) }
                let isLabelled = id.map(labelled.contains) ?? false
                let isWrapped = wrapped.contains { $0.contains(attributes) }
                #expect(isLabelled || isWrapped || attributes.contains("aria-label="), "\(attributes) has no label")
            }
        }
    }

    @Test("every dialog table and button says what it is")
    func everyDialogTableAndButtonSaysWhatItIs() throws {
        for text in try Rendering.everyDocument(of: pages) {
            for dialog in text.matches(of: /<dialog\b([^>]*)>/) { #expect(dialog.1.contains("aria-labelledby=")) }
            for table in text.matches(of: /<table\b[^>]*>(.{8})/) { #expect(table.1 == "<caption") }
            for button in text.matches(of: /<button\b([^>]*)>(.*?)<\/button>/) {
                #expect(button.1.contains("type="), "\(button.0) sends the form by accident")
                let name = button.2.replacing(/<[^>]*>/, with: "")
                #expect(!name.isEmpty || button.1.contains("aria-label="), "\(button.0) has no name")
            }
        }
    }
}
