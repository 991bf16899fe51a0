extension String {
    /// The text in Unicode's normal form C (UAX #15), so that an "é" has one spelling whether a keyboard composed it or
    /// not.
    ///
    /// Swift compares texts by canonical equivalence; JavaScript and SQLite compare them as they are spelled. Where
    /// both meet, equal texts need equal bytes, so every id and name of a call is converted to this form as it comes
    /// in.
    package var normalised: String {
        // All scalars below U+0300 are normal, alone and together (UAX #15, section 9.1), and U+0300 begins with 0xCC.
        if utf8.allSatisfy({ $0 < 0xCC }) { return self }
        return String(decoding: _nfcCodeUnits, as: UTF8.self)
    }

    /// A name as it is kept, compared and shown: in normal form C, without white space at its ends. Empty if it was
    /// nothing but white space.
    package var normalisedName: String {
        let text = normalised
        guard let first = text.unicodeScalars.first, let last = text.unicodeScalars.last else { return text }
        guard first.properties.isWhitespace || last.properties.isWhitespace else { return text }
        // A part of a text in normal form C is in normal form C itself.
        let scalars = text.unicodeScalars.drop(while: \.properties.isWhitespace)
        guard let end = scalars.lastIndex(where: { !$0.properties.isWhitespace }) else { return "" }
        return String(scalars[...end])
    }
}
