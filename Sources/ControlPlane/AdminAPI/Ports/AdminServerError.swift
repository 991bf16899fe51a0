/// Why certificates cannot be shown on the admin port.
package struct AdminServerError: Error, CustomStringConvertible {
    /// Names the file; holds nothing of its content.
    package let reason: String

    /// The sentence itself.
    package var description: String { reason }
}
