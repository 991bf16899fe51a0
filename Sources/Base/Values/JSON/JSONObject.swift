/// The members of a JSON object, sorted by the bytes of their keys: no duplicates, found in O(log n), always written in
/// the same order.
package struct JSONObject: Sendable {
    /// One key and its value.
    package struct Member: Sendable {
        /// Compared byte by byte.
        package let key: String
        /// The value of `key`.
        package var value: JSON

        /// Any key is allowed, even the empty one.
        package init(key: String, value: JSON) {
            self.key = key
            self.value = value
        }
    }

    private var members: [Member]

    /// An object without members.
    package init() {
        members = []
    }

    /// Returns nil if a key occurs twice.
    package init?(_ members: consuming [Member]) {
        if !Self.isStrictlySorted(members) {
            members.sort { Self.precedes($0.key, $1.key) }
            guard Self.isStrictlySorted(members) else { return nil }
        }
        self.members = members
    }

    /// The value of `key`; setting nil removes the member.
    package subscript(key: String) -> JSON? {
        get {
            let (index, isFound) = position(of: key)
            return isFound ? members[index].value : nil
        }
        set {
            let (index, isFound) = position(of: key)
            switch (newValue, isFound) {
            case (let value?, true): members[index].value = value
            case (let value?, false): members.insert(Member(key: key, value: value), at: index)
            case (nil, true): members.remove(at: index)
            case (nil, false): break
            }
        }
    }

    /// Takes out the value of `key`, leaving `null` in its place, so that it can be changed without being copied. Nil
    /// if there is no such member.
    mutating func take(_ key: String) -> JSON? {
        let (index, isFound) = position(of: key)
        guard isFound else { return nil }
        var taken = JSON.null
        swap(&taken, &members[index].value)
        return taken
    }

    /// Where `key` is, or where it would have to be inserted.
    private func position(of key: String) -> (index: Int, isFound: Bool) {
        var low = 0
        var high = members.count
        while low < high {
            let middle = (low + high) / 2
            if Self.precedes(members[middle].key, key) { low = middle + 1 } else { high = middle }
        }
        return (low, low < members.count && members[low].key.utf8.elementsEqual(key.utf8))
    }

    private static func isStrictlySorted(_ members: [Member]) -> Bool {
        members.indices.dropFirst().allSatisfy { precedes(members[$0 - 1].key, members[$0].key) }
    }

    private static func precedes(_ a: String, _ b: String) -> Bool {
        a.utf8.lexicographicallyPrecedes(b.utf8)
    }
}

extension JSONObject: RandomAccessCollection {
    /// Always 0.
    package var startIndex: Int { 0 }
    /// The number of members.
    package var endIndex: Int { members.count }
    /// The member at `index` in the order of the keys.
    package subscript(index: Int) -> Member { members[index] }
}

extension JSONObject: Hashable {}

extension JSONObject.Member: Hashable {
    /// Bytewise for the key.
    package static func == (a: Self, b: Self) -> Bool {
        a.key.utf8.elementsEqual(b.key.utf8) && a.value == b.value
    }

    /// Equal members hash alike, as for `JSON`.
    package func hash(into hasher: inout Hasher) {
        hasher.combine(key)
        hasher.combine(value)
    }
}
