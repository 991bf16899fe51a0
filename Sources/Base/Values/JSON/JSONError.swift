/// Why a text is not taken as JSON. Holds nothing of the text itself, so it may be logged and sent back.
package struct JSONError: Error, Hashable, Sendable {
    /// The byte at which it was noticed, counted from 0.
    package let offset: Int
    /// The rule that the text breaks.
    package let reason: Reason

    /// The rules that a text can break.
    package enum Reason: String, Sendable, CaseIterable {
        case tooLong = "the text is longer than allowed"
        case tooDeep = "arrays and objects are nested too deeply"
        case tooManyMembers = "there are too many members and elements"
        case unexpectedEnd = "the text ends too early"
        case unexpectedByte = "this byte cannot stand here"
        case trailingBytes = "something follows the value"
        case badNumber = "this is not a number as JSON writes it"
        case numberTooLong = "the number has too many digits"
        case numberOutOfRange = "the number is too large"
        case badEscape = "this escape does not exist"
        case loneSurrogate = "one half of a surrogate pair stands alone"
        case controlCharacter = "a control character must be escaped"
        case notUTF8 = "the text is not UTF-8"
        case duplicateKey = "a key is there twice in the object that begins here"
    }
}

extension JSONError: CustomStringConvertible {
    /// A sentence, such as "the text ends too early (byte 7)".
    package var description: String { "\(reason.rawValue) (byte \(offset))" }
}
