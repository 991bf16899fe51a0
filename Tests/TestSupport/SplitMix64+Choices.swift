extension SplitMix64 {
    /// True once in `count` times.
    package mutating func oneIn(_ count: Int) -> Bool { below(count) == 0 }

    /// True in `count` of a hundred cases.
    package mutating func percent(_ count: Int) -> Bool { below(100) < count }

    /// A number from 0 up to, and without, `bound`.
    package mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &self) }

    /// A number of `range`.
    package mutating func pick<Number: FixedWidthInteger>(_ range: ClosedRange<Number>) -> Number {
        Number.random(in: range, using: &self)
    }

    /// One of `choices`, which must not be empty.
    package mutating func pick<Choices: Collection>(_ choices: Choices) -> Choices.Element {
        choices.randomElement(using: &self)!
    }

    /// This many bytes of any value.
    package mutating func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &self) }
    }

    /// A text of up to `count` characters of one to four bytes.
    package mutating func text(upTo count: Int) -> String {
        let ranges: [ClosedRange<UInt32>] = [0x20...0x7E, 0xA0...0x7FF, 0x800...0xD7FF, 0x1_0000...0x10_FFFF]
        var text = String.UnicodeScalarView()
        for _ in 0..<Int.random(in: 0...count, using: &self) {
            let range = oneIn(3) ? pick(ranges) : ranges[0]
            text.append(Unicode.Scalar(UInt32.random(in: range, using: &self))!)
        }
        return String(text)
    }
}
