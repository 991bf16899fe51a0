extension FixedWidthInteger {
    /// The sum, or the last or first number that the type holds where the sum is beyond it.
    package func adding(saturating other: Self) -> Self {
        let (sum, overflows) = addingReportingOverflow(other)
        return overflows ? (other < 0 ? .min : .max) : sum
    }

    /// The product, or the last or first number that the type holds where the product is beyond it.
    package func multiplied(saturating other: Self) -> Self {
        let (product, overflows) = multipliedReportingOverflow(by: other)
        return overflows ? ((self < 0) != (other < 0) ? .min : .max) : product
    }
}
