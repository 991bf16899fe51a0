import Foundation
import GRDB
import Store
import Values
import WallboardCore

/// Reads the columns of a row from left to right, and throws `.incompatible` for a value that this program cannot have
/// written.
struct RowReader {
    private let row: Row
    private var column = 0

    init(_ row: Row) {
        self.row = row
    }

    mutating func integer() throws(StoreError) -> Int { try required(integerIfAny()) }
    mutating func text() throws(StoreError) -> String { try required(textIfAny()) }
    mutating func instant() throws(StoreError) -> Instant { try required(instantIfAny()) }

    mutating func integerIfAny() throws(StoreError) -> Int? { try next() }
    mutating func textIfAny() throws(StoreError) -> String? { try next() }

    mutating func instantIfAny() throws(StoreError) -> Instant? {
        let milliseconds: Int64? = try next()
        return milliseconds.map(Instant.init(milliseconds:))
    }

    /// A whole number that is 0 or 1.
    mutating func flag() throws(StoreError) -> Bool {
        switch try integer() {
        case 0: false
        case 1: true
        default: throw corrupt
        }
    }

    /// A text that keeps the rule of its type.
    mutating func name<Name: CheckedName>() throws(StoreError) -> Name { try required(nameIfAny()) }

    mutating func nameIfAny<Name: CheckedName>() throws(StoreError) -> Name? {
        guard let text = try textIfAny() else { return nil }
        return try required(Name(text))
    }

    /// A text that is a case of an enumeration.
    mutating func choice<Choice: RawRepresentable<String>>() throws(StoreError) -> Choice {
        try required(choiceIfAny())
    }

    mutating func choiceIfAny<Choice: RawRepresentable<String>>() throws(StoreError) -> Choice? {
        guard let text = try textIfAny() else { return nil }
        return try required(Choice(rawValue: text))
    }

    /// A text that is not empty.
    mutating func author() throws(StoreError) -> Author {
        let text = try text()
        if text.isEmpty { throw corrupt }
        return Author(text: text)
    }

    /// 32 bytes.
    mutating func secretHash() throws(StoreError) -> SecretHash {
        let bytes: Data? = try next()
        return try required(bytes.flatMap { SecretHash(bytes: [UInt8]($0)) })
    }

    /// The next column, which may be null but must have the type of `Value` otherwise.
    private mutating func next<Value: DatabaseValueConvertible>() throws(StoreError) -> Value? {
        let stored: DatabaseValue = row[column]
        column += 1
        if stored.isNull { return nil }
        return try required(Value.fromDatabaseValue(stored))
    }

    private func required<Value>(_ value: Value?) throws(StoreError) -> Value {
        guard let value else { throw corrupt }
        return value
    }

    private var corrupt: StoreError {
        .incompatible(reason: "column \(column) of (\(row.columnNames.joined(separator: ", "))) holds no valid value")
    }
}
