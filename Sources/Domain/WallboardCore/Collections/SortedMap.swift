/// Values by key, read in ascending order of the keys.
///
/// A copy shares its storage until one side changes, and two copies that still share it are known to be equal at once:
/// a state that holds such a map is made and compared without touching the elements. Keys and values are stored apart,
/// so that changing a value does not copy the keys.
package struct SortedMap<Key: Comparable, Value> {
    /// The keys, ascending.
    package private(set) var keys: [Key] = []
    /// The values, in the order of `keys`.
    package private(set) var values: [Value] = []

    /// No key.
    package init() {}

    /// The value of `key`; setting nil removes the key.
    package subscript(key: Key) -> Value? {
        get {
            let index = lowerBound(of: key)
            return index < keys.count && keys[index] == key ? values[index] : nil
        }
        set {
            let index = lowerBound(of: key)
            let isThere = index < keys.count && keys[index] == key
            switch (newValue, isThere) {
            case (let value?, true):
                values[index] = value
            case (let value?, false):
                keys.insert(key, at: index)
                values.insert(value, at: index)
            case (nil, true):
                keys.remove(at: index)
                values.remove(at: index)
            case (nil, false):
                break
            }
        }
    }

    /// Changes the value of `key` in place, beginning with `initial` where there is none, and removes the key when
    /// `isEmpty` returns true for the result.
    package mutating func update(
        _ key: Key, startingWith initial: @autoclosure () -> Value, droppingIf isEmpty: (Value) -> Bool,
        _ change: (inout Value) -> Void
    ) {
        let index = lowerBound(of: key)
        if index == keys.count || keys[index] != key {
            keys.insert(key, at: index)
            values.insert(initial(), at: index)
        }
        change(&values[index])
        if isEmpty(values[index]) {
            keys.remove(at: index)
            values.remove(at: index)
        }
    }

    /// The same keys, each with what `transform` makes of its value. One pass, without lookups.
    package func mapValues<Mapped>(_ transform: (Value) -> Mapped) -> SortedMap<Key, Mapped> {
        var mapped = SortedMap<Key, Mapped>()
        mapped.keys = keys
        mapped.values = values.map(transform)
        return mapped
    }

    /// The index of the first key that is not less than `key`; `count` when all are less.
    package func index(from key: Key) -> Int { lowerBound(of: key) }

    /// The values from the first key on for which `follows` holds; it must hold for all after that one and for none
    /// before.
    package func values(where follows: (Key) -> Bool) -> ArraySlice<Value> {
        values[keys.firstIndex(inOrder: follows)...]
    }

    private func lowerBound(of key: Key) -> Int {
        var low = 0
        var high = keys.count
        while low < high {
            let middle = (low + high) / 2
            if keys[middle] < key { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

extension SortedMap: RandomAccessCollection {
    /// 0.
    package var startIndex: Int { 0 }
    /// How many keys there are.
    package var endIndex: Int { keys.count }
    /// The pair at `position` in ascending order of keys.
    package subscript(position: Int) -> (key: Key, value: Value) { (keys[position], values[position]) }
}

extension SortedMap: Equatable where Value: Equatable {}
extension SortedMap: Hashable where Key: Hashable, Value: Hashable {}
extension SortedMap: Sendable where Key: Sendable, Value: Sendable {}
