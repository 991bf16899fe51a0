import BoardProtocol
import Values
import WallboardCore

/// A view's state as boards get it. One function writes both a snapshot and a merge patch (RFC 7396): a snapshot is
/// the patch that makes the state from nothing.
protocol StateDocument: Equatable, Sendable {
    /// Writes the members that differ from `earlier`; all of them if that is nil. A figure that has lost its value is
    /// written as null.
    func write(to writer: inout StateWriter, since earlier: Self?)
}

extension StateDocument {
    /// The state as one JSON object.
    func encoded(sharing texts: MemberTexts? = nil) -> [UInt8] { encoded(since: nil, sharing: texts) }

    /// The merge patch that turns `earlier` into this state. Members that other states share come from `texts`; nil
    /// writes all of them.
    func encoded(since earlier: Self?, sharing texts: MemberTexts? = nil) -> [UInt8] {
        var writer = StateWriter(sharing: texts)
        writer.object { write(to: &$0, since: earlier) }
        return writer.finish()
    }
}

/// Writes the difference of two states, member by member. `old` is what the boards have: nil if they have nothing.
struct StateWriter {
    private var json = JSONWriter(reserving: 1_024)
    private let texts: MemberTexts?

    init(sharing texts: MemberTexts? = nil) {
        self.texts = texts
    }

    consuming func finish() -> [UInt8] { json.finish() }

    mutating func object(_ members: (inout StateWriter) -> Void) {
        json.beginObject()
        members(&self)
        json.endObject()
    }

    /// A nested object, unless it is unchanged.
    mutating func object<Value: Equatable>(
        _ key: String, _ new: Value, _ old: Value?, _ members: (inout StateWriter, Value, Value?) -> Void
    ) {
        guard new != old else { return }
        json.key(key)
        json.beginObject()
        members(&self, new, old)
        json.endObject()
    }

    /// A map: members that are new or changed, and null for those that are gone.
    mutating func map<Key: Comparable, Value: Equatable>(
        _ key: String, _ new: SortedMap<Key, Value>, _ old: SortedMap<Key, Value>?, name: (Key) -> String,
        _ members: (inout StateWriter, Value, Value?) -> Void
    ) {
        guard new != old else { return }
        json.key(key)
        json.beginObject()
        entries(new, old, name: name, members)
        json.endObject()
    }

    /// A nested object that all states of a customer share, unless it is unchanged.
    mutating func shared<Value: Equatable>(
        _ key: String, _ new: Value, _ old: Value?, in text: KeyPath<MemberTexts, MemberText<Value>>,
        _ members: (inout StateWriter, Value, Value?) -> Void
    ) {
        guard let texts else { return object(key, new, old, members) }
        guard new != old else { return }
        json.key(key)
        json.raw(
            texts[keyPath: text].text(of: new, since: old) {
                var writer = StateWriter()
                writer.object { members(&$0, new, old) }
                return writer.finish()
            })
    }

    /// The entries of a map that are new or changed, and null for those that are gone.
    mutating func entries<Key: Comparable, Value: Equatable>(
        _ new: SortedMap<Key, Value>, _ old: SortedMap<Key, Value>?, name: (Key) -> String,
        _ members: (inout StateWriter, Value, Value?) -> Void
    ) {
        // Usually nobody came or went, and the keys are one array: then no two of them have to be compared.
        if let old, new.keys == old.keys {
            for (index, value) in new.values.enumerated() where value != old.values[index] {
                object(name(new.keys[index]), value, old.values[index], members)
            }
            return
        }
        var position = 0
        for (entry, value) in new {
            while let old, position < old.count, old.keys[position] < entry {
                json.key(name(old.keys[position]))
                json.null()
                position += 1
            }
            var earlier: Value?
            if let old, position < old.count, old.keys[position] == entry {
                earlier = old.values[position]
                position += 1
            }
            object(name(entry), value, earlier, members)
        }
        if let old {
            for gone in old.keys[position...] {
                json.key(name(gone))
                json.null()
            }
        }
    }

    /// Names, each with true; absent while there are none.
    mutating func names(_ key: String, _ new: SortedMap<String, Bool>, _ old: SortedMap<String, Bool>?) {
        guard new != old ?? SortedMap() else { return }
        json.key(key)
        if new.isEmpty { return json.null() }
        json.beginObject()
        for name in old?.keys ?? [] where new[name] == nil {
            json.key(name)
            json.null()
        }
        for name in new.keys where old?[name] == nil { json.member(name, true) }
        json.endObject()
    }

    mutating func text(_ key: String, _ new: String?, _ old: String?) {
        guard differs(key, new, old), let new else { return }
        json.string(new)
    }

    mutating func count(_ key: String, _ new: Int?, _ old: Int?) {
        guard differs(key, new, old), let new else { return }
        json.integer(new)
    }

    mutating func ratio(_ key: String, _ new: Ratio?, _ old: Ratio?) {
        guard differs(key, new, old), let new else { return }
        json.ratio(new.value)
    }

    mutating func seconds(_ key: String, milliseconds new: Int64?, _ old: Int64?) {
        guard differs(key, new, old), let new else { return }
        json.seconds(milliseconds: new)
    }

    mutating func time(_ key: String, _ new: Instant?, _ old: Instant?) {
        guard differs(key, new, old), let new else { return }
        json.timestamp(new)
    }

    /// Writes the key of a member that has changed, and null if its value is gone.
    private mutating func differs<Value: Equatable>(_ key: String, _ new: Value?, _ old: Value?) -> Bool {
        guard new != old else { return false }
        json.key(key)
        if new == nil { json.null() }
        return true
    }
}
