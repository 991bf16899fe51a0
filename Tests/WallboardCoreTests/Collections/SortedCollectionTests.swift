import TestSupport
import Testing
import WallboardCore

@Suite("Sorted collections")
struct SortedCollectionTests {
    @Test("a sorted array holds what a set would, in order", arguments: 0..<40 as Range<UInt64>)
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
            if random.percent(10) {
                let added = (0..<random.pick(0...5)).map { _ in random.pick(0...40) }
                array.formUnion(added)
                model.formUnion(added)
            }
            #expect(array.elements == model.sorted(), "seed \(seed)")
            #expect(Array(array.suffix { $0 > number }) == model.filter { $0 > number }.sorted(), "seed \(seed)")
            #expect(array.first == model.min() && array.count == model.count && array.isEmpty == model.isEmpty)
        }
    }

    @Test("a sorted map holds what a dictionary would, in order of its keys", arguments: 0..<40 as Range<UInt64>)
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
            let following = model.filter { $0.key > key }.sorted { $0.key < $1.key }.map(\.value)
            #expect(Array(map.values { $0 > key }) == following, "seed \(seed)")
            #expect(map.map(\.key) == map.keys && map.map(\.value) == map.values)
        }
    }

    @Test("a book holds what a dictionary would, and tells it from any place on", arguments: 0..<40 as Range<UInt64>)
    func book(seed: UInt64) {
        func value(_ number: Int) -> (name: UserID, value: Int) { (UserID("u\(number)")!, number) }
        var random = SplitMix64(seed: seed)
        var model: [UserID: Int] = [:]
        for number in 0..<random.pick(0...9) { model[value(number).name] = number }
        var book = Book(Array(model.values)) { value($0).name }
        for _ in 0..<200 {
            let (name, number) = value(random.pick(0...40))
            switch random.pick(0...2) {
            case 0:
                book[name] = nil
                model[name] = nil
            case 1:
                book[name] = number
                model[name] = number
            default:
                let many = (0..<random.pick(0...6)).map { _ in random.pick(0...40) }
                book.put(many) { value($0).name }
                for one in many { model[value(one).name] = one }
            }
            let ordered = model.sorted { $0.key < $1.key }
            #expect(book[name] == model[name] && book.count == model.count, "seed \(seed)")
            #expect(book.names == ordered.map(\.key) && Set(book.values) == Set(model.values), "seed \(seed)")
            let text: String? = random.pick([nil, "", name.text, "u", "u2~", "v", "é"])
            let following = ordered.filter { entry in text.map { $0 < entry.key.text } ?? true }.map(\.value)
            #expect(Array(book.values(after: text)) == following, "seed \(seed) after \(text ?? "nothing")")
        }
    }

    @Test("a copy of a sorted map keeps what it had")
    func copies() {
        var map = SortedMap<String, Int>()
        map["a"] = 1
        let copy = map
        map["a"] = 2
        map["b"] = 3
        #expect(copy["a"] == 1 && copy.count == 1 && copy != map)
    }
}
