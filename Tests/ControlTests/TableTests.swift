import BoardProtocol
import Testing
import Values

@testable import wallboardctl

@Suite("What people read")
struct TableTests {
    @Test("columns are aligned, and no line ends in spaces")
    func alignment() {
        let table = Table(["ID", "NAME"], [["long-id", "Ü"], ["x", ""]])
        #expect(table.text == "ID       NAME\nlong-id  Ü\nx")
    }

    @Test("columns are aligned by what a terminal shows, not by characters")
    func width() {
        #expect("電話".displayWidth == 4 && "e\u{301}".displayWidth == 1 && "Zoë".displayWidth == 3)
        #expect("😀".displayWidth == 2 && "☎️".displayWidth == 2 && "ｱ".displayWidth == 1 && "한".displayWidth == 2)
        #expect(Table(["A", "B"], [["電話", "x"], ["abc", "y"]]).text == "A     B\n電話  x\nabc   y")
    }

    @Test("a list without rows says none, one thing has no headings")
    func edges() {
        #expect(Table(["ID"], []).text == "none")
        #expect(Table(of: [("id", "a"), ("name", "b")]).text == "id    a\nname  b")
    }

    @Test("values are shown as people read them")
    func values() {
        #expect(JSON?.none.shown == "–")
        #expect(Optional(JSON.null).shown == "–")
        #expect(Optional(JSON.bool(true)).shown == "yes")
        #expect(Optional(JSON.integer(3)).shown == "3")
        #expect(Optional(JSON.string("")).shown == "–")
        #expect(Optional(JSON.array([.integer(1), .string("a")])).shown == "1, a")
        #expect(Optional(JSON.null).shownMaximum == "unlimited" && Optional(JSON.integer(0)).shownMaximum == "0")
    }

    @Test("nothing that a terminal would obey is printed")
    func controls() {
        #expect("a\u{1B}[2Jb\nc\u{202E}d\u{85}".printable == "a\u{FFFD}[2Jb\u{FFFD}c\u{FFFD}d\u{FFFD}")
        #expect("Zoë – 電話".printable == "Zoë – 電話")
    }
}
