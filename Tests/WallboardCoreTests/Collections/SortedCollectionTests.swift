import TestSupport
import Testing
import WallboardCore

@Suite("Sorted collections")
struct SortedCollectionTests {
    @Test("A sorted array holds what a set would, in order", arguments: 0..<40 as Range<UInt64>)
    func sortedArray(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var array = SortedArray<Int>()
        var model: Set<Int> = []
        for _ in 0..<300 {
            let number = random.pick(0...40)
            if random.percent(50) {
                #expect(array.insert(number) == model.insert(number).inserted, "seed \(seed)")
            } else {
                #expect(array.remove(number) == (model.remove(number) != nil), "seed \(seed)")
            }
            #expect(array.elements == model.sorted(), "seed \(seed)")
            #expect(array.first == model.min() && array.count == model.count && array.isEmpty == model.isEmpty)
        }
    }

    @Test("A sorted map holds what a dictionary would, in order of its keys", arguments: 0..<40 as Range<UInt64>)
    func sortedMap(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var map = SortedMap<String, Int>()
        var model: [String: Int] = [:]
        for _ in 0..<300 {
            let key = String(random.pick(0...40))
            switch random.pick(0...3) {
            case 0:
                map[key] = nil
                model[key] = nil
            case 1:
                let value = random.pick(0...9)
                map[key] = value
                model[key] = value
            default:
                let change = random.pick(-1...1)
                map.update(key, startingWith: 0, droppingIf: { $0 == 0 }) { $0 += change }
                let value = (model[key] ?? 0) + change
                model[key] = value == 0 ? nil : value
            }
            #expect(map[key] == model[key], "seed \(seed)")
            #expect(map.keys == model.keys.sorted(), "seed \(seed)")
            #expect(map.values == model.keys.sorted().map { model[$0] }, "seed \(seed)")
            #expect(map.map(\.key) == map.keys && map.map(\.value) == map.values)
        }
    }

    @Test("A copy of a sorted map keeps what it had")
    func copies() {
        var map = SortedMap<String, Int>()
        map["a"] = 1
        let copy = map
        map["a"] = 2
        map["b"] = 3
        #expect(copy["a"] == 1 && copy.count == 1 && copy != map)
    }
}
