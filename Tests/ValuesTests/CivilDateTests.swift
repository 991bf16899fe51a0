import Testing

@testable import Values

@Suite struct CivilDateTests {
    @Test("dates and their numbers are one to one")
    func datesAndTheirNumbersAreOneToOne() throws {
        var date = try #require(CivilDate(year: -401, month: 12, day: 31))
        let first = try #require(CivilDate(year: -400, month: 1, day: 1)).daysSince1970
        let last = try #require(CivilDate(year: 10_001, month: 1, day: 1)).daysSince1970
        for day in first...last {
            let next = CivilDate(daysSince1970: day)
            guard next.daysSince1970 == day else { Issue.record("\(next) is not day \(day)"); return }
            let follows =
                next.day == date.day + 1 && next.month == date.month && next.year == date.year
                || next.day == 1 && next.month == date.month + 1 && next.year == date.year
                || next.day == 1 && next.month == 1 && date.month == 12 && next.year == date.year + 1
            guard follows else { Issue.record("\(next) follows \(date)"); return }
            date = next
        }
        #expect(CivilDate(daysSince1970: 0) == CivilDate(year: 1970, month: 1, day: 1))
        #expect(CivilDate(year: 2000, month: 2, day: 29)?.daysSince1970 == 11_016)
    }

    @Test(
        "only dates that exist in their one form are read",
        arguments: [
            "2026-02-29", "2026-13-01", "2026-1-01", "2026-01-01 ", "26-01-01", "+026-01-01", "２０２６-01-01", "",
        ])
    func onlyDatesThatExistInTheirOneFormAreRead(text: String) {
        #expect(CivilDate(text) == nil)
    }

    @Test("a date is read as it is written")
    func aDateIsReadAsItIsWritten() {
        #expect(CivilDate("2028-02-29") == CivilDate(year: 2028, month: 2, day: 29))
    }
}
