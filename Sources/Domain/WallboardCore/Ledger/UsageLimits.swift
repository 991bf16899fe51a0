/// The bounds of a `UsageStatement`.
package struct UsageLimits: Hashable, Sendable {
    /// Elements that each list of a statement holds; the rest is counted as omitted. Default 10,000: three hundred changes
    /// a day for a month, far more than any fleet sees, and some megabytes of JSON. The sums take every entry in.
    package var listed = 10_000

    /// Every bound at its default.
    package init() {}
}
