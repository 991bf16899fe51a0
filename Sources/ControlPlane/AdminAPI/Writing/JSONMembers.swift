import BoardProtocol
import Values
import WallboardCore

/// A value that answers show as a JSON object.
protocol JSONMembers {
    /// Writes the members of the object, without its braces.
    func write(to json: inout JSONWriter)
}

extension JSONWriter {
    /// Writes the members of a value.
    mutating func members(of value: some JSONMembers) { value.write(to: &self) }

    /// Writes a key and a string, or `null`.
    mutating func member(_ key: String, _ value: String?) {
        self.key(key)
        if let value { string(value) } else { null() }
    }

    /// Writes a key and an integer, or `null`.
    mutating func member(_ key: String, _ value: Int?) {
        self.key(key)
        if let value { integer(value) } else { null() }
    }

    /// Writes a key and a time, or `null`.
    mutating func member(_ key: String, _ value: Instant?) {
        self.key(key)
        if let value { timestamp(value) } else { null() }
    }

    /// Writes a key and the maximum: a number, or `null` for unlimited.
    mutating func member(_ key: String, _ value: SeatMaximum) {
        switch value {
        case .limited(let maximum): member(key, maximum)
        case .unlimited: member(key, nil as Int?)
        }
    }

    /// Writes a key and an object, whose members `write` writes.
    mutating func object(_ key: String, _ write: (inout JSONWriter) -> Void) {
        self.key(key)
        beginObject()
        write(&self)
        endObject()
    }

    /// Writes a key and an object.
    mutating func object(_ key: String, _ value: some JSONMembers) {
        object(key) { value.write(to: &$0) }
    }

    /// Writes a key and an object, whose members `write` writes, or `null`.
    mutating func object<Value>(_ key: String, _ value: Value?, _ write: (inout JSONWriter, Value) -> Void) {
        guard let value else { return member(key, nil as String?) }
        object(key) { write(&$0, value) }
    }

    /// Writes a key and an array, each of whose items `write` writes.
    mutating func array<Item>(_ key: String, _ items: [Item], _ write: (inout JSONWriter, Item) -> Void) {
        self.key(key)
        beginArray()
        for item in items { write(&self, item) }
        endArray()
    }

    /// Writes a key and an array of strings.
    mutating func texts(_ key: String, _ texts: [String]) {
        array(key, texts) { $0.string($1) }
    }

    /// Writes a key and an array of objects, whose members `write` writes.
    mutating func list<Item>(_ key: String, _ items: [Item], _ write: (inout JSONWriter, Item) -> Void) {
        array(key, items) { json, item in
            json.beginObject()
            write(&json, item)
            json.endObject()
        }
    }

    /// Writes a key and an array of objects.
    mutating func list(_ key: String, _ items: [some JSONMembers]) {
        list(key, items) { $1.write(to: &$0) }
    }

    /// Writes one JSON object, whose members `write` writes.
    static func text(_ write: (inout JSONWriter) -> Void) -> [UInt8] {
        var json = JSONWriter()
        json.beginObject()
        write(&json)
        json.endObject()
        return json.finish()
    }

    /// Writes a value as one JSON object.
    static func text(of value: some JSONMembers) -> [UInt8] {
        text { value.write(to: &$0) }
    }
}
