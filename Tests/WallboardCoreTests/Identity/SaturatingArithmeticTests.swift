import Testing
import Values
import WallboardCore

@Suite("Arithmetic that stays within its type")
struct SaturatingArithmeticTests {
    @Test("is that of a type that holds every result")
    func agreement() {
        for a in Int8.min ... .max {
            for b in Int8.min ... .max {
                let (sum, product) = (Int(a) + Int(b), Int(a) * Int(b))
                #expect(a.adding(saturating: b) == Int8(clamping: sum))
                #expect(a.multiplied(saturating: b) == Int8(clamping: product))
            }
        }
    }
}
