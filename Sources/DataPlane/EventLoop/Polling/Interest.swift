/// What a descriptor is polled for. Hang-up and error are reported always, also for `[]`.
package struct Interest: OptionSet, Hashable, Sendable {
    /// One bit an interest.
    package let rawValue: UInt8

    /// Takes any bits; unknown ones mean nothing.
    package init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// Bytes or a connection are there to take, or the peer has sent its end.
    package static let read = Interest(rawValue: 1)
    /// The kernel has room to write.
    package static let write = Interest(rawValue: 2)
}
