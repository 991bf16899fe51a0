import BoardProtocol
import Values
import WallboardCore

extension JSONWriter {
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

    /// Writes a key and an array of objects, whose members `write` writes.
    mutating func list<Item>(_ key: String, _ items: [Item], _ write: (inout JSONWriter, Item) -> Void) {
        self.key(key)
        beginArray()
        for item in items {
            beginObject()
            write(&self, item)
            endObject()
        }
        endArray()
    }

    /// Writes a key and an object, whose members `write` writes.
    mutating func object(_ key: String, _ write: (inout JSONWriter) -> Void) {
        self.key(key)
        beginObject()
        write(&self)
        endObject()
    }

    /// Writes the members of the licence figure: `configured`, `max`, `display`.
    mutating func seats(_ figure: SeatFigure) {
        member("configured", figure.configured)
        member("max", figure.maximum)
        member("display", figure.display)
    }

    /// Writes the members that name a device: `id`, `name`, `serial`.
    mutating func identity(of device: Device) {
        member("id", device.id.text)
        member("name", device.name)
        member("serial", device.serial.text)
    }

    /// Writes the members of what a screen shows after a change.
    mutating func members(of change: ScreenChange) {
        identity(of: change.device)
        member("view", change.view.rawValue)
        member("screen", change.screen)
    }

    /// Writes one JSON object, whose members `write` writes.
    static func text(_ write: (inout JSONWriter) -> Void) -> [UInt8] {
        var json = JSONWriter()
        json.beginObject()
        write(&json)
        json.endObject()
        return json.finish()
    }
}
