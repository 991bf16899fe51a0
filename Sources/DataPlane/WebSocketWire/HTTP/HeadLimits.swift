/// The bounds of the head of a request or response.
package struct HeadLimits: Hashable, Sendable {
    /// Bytes of the head with all its line ends; 1 or more. The default has room for a request line of the 8,000 bytes
    /// that RFC 9112, section 3, recommends at least. It is all that a peer can make an endpoint store before the upgrade.
    package var maxHeadBytes: Int
    /// Field lines; 0 or more. Browsers send about 15; the rest is for proxies.
    package var maxFields: Int

    /// The given bounds.
    package init(maxHeadBytes: Int = 8_192, maxFields: Int = 64) {
        precondition(maxHeadBytes > 0, "heads of at most \(maxHeadBytes) bytes")
        precondition(maxFields >= 0, "at most \(maxFields) fields")
        self.maxHeadBytes = maxHeadBytes
        self.maxFields = maxFields
    }
}
