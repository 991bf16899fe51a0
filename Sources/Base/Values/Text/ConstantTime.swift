/// Comparison of secrets.
package enum ConstantTime {
    /// Whether two sequences of bytes are the same, in time that depends on their lengths alone.
    package static func equal(_ a: some Collection<UInt8>, _ b: some Collection<UInt8>) -> Bool {
        guard a.count == b.count else { return false }
        var difference: UInt8 = 0
        for (x, y) in zip(a, b) { difference |= x ^ y }
        return difference == 0
    }
}
