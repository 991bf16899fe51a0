import Testing
import WallboardCore

@Suite("The licence figure")
struct SeatFigureTests {
    @Test("there is room as long as one more device is within the maximum")
    func room() {
        for configured in 0..<5 {
            for maximum in 0..<5 {
                let figure = SeatFigure(configured: configured, maximum: .limited(maximum))
                #expect(figure.hasRoom == (configured < maximum))
                #expect(figure.isOver == (configured > maximum))
            }
            let figure = SeatFigure(configured: configured, maximum: .unlimited)
            #expect(figure.hasRoom && !figure.isOver)
        }
    }

    @Test("it reads as configured of maximum")
    func display() {
        #expect(SeatFigure(configured: 2, maximum: .limited(10)).display == "2/10")
        #expect(SeatFigure(configured: 0, maximum: .limited(0)).display == "0/0")
        #expect(SeatFigure(configured: 3, maximum: .limited(2)).display == "3/2")
        #expect(SeatFigure(configured: 7, maximum: .unlimited).display == "7/unlimited")
    }
}
