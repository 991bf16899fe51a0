/// A dashboard of a customer: 1–64 of `a–z 0–9 -` (admin API, dashboards).
package struct DashboardID: CheckedName {
    /// The checked text.
    package let text: String

    /// Returns nil if `text` is not allowed.
    package init?(_ text: String) {
        guard NameRule.holds(text, allows: { NameRule.isLowercaseOrDigit($0) || $0 == UInt8(ascii: "-") }) else {
            return nil
        }
        self.text = text
    }
}
