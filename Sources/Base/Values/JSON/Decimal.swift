extension [UInt8] {
    /// Appends `value` in decimal digits, padded with leading zeros to `width`.
    mutating func appendDecimal(_ value: UInt64, width: Int = 1) {
        var divisor: UInt64 = 1
        var digits = 1
        while digits < width || value / divisor >= 10 {
            divisor *= 10
            digits += 1
        }
        while divisor > 0 {
            append(ASCII.zero + UInt8(value / divisor % 10))
            divisor /= 10
        }
    }

    /// Appends `value` ÷ 10^`decimals` in its shortest form: no trailing zeros, no point without a fraction.
    mutating func appendDecimal(_ value: UInt64, decimals: Int) {
        var scale: UInt64 = 1
        for _ in 0..<decimals { scale *= 10 }
        appendDecimal(value / scale)
        var fraction = value % scale
        guard fraction > 0 else { return }
        var width = decimals
        while fraction % 10 == 0 {
            fraction /= 10
            width -= 1
        }
        append(ASCII.dot)
        appendDecimal(fraction, width: width)
    }
}
