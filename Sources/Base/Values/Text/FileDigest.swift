/// FNV-1a, 64 bits: tells versions of one file of ours apart, which nobody has a reason to forge. Not for secrets.
package enum FileDigest {
    /// The digest as hexadecimal digits, for an entity tag (RFC 9110, section 8.8.3).
    package static func text(of bytes: some Sequence<UInt8>) -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        return String(hash, radix: 16)
    }
}
