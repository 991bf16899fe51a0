import Crypto
import WallboardCore

extension LedgerHash {
    /// The SHA-256 hash (FIPS 180-4) of the UTF-8 bytes of an entry's canonical text.
    package init(of entry: LedgerEntry) {
        var text = ""
        text.reserveCapacity(64)
        for byte in SHA256.hash(data: Array(entry.canonicalText.utf8)) {
            if byte < 0x10 { text.append("0") }
            text.append(String(byte, radix: 16))
        }
        guard let hash = LedgerHash(text) else { preconditionFailure("'\(text)' is not 64 hexadecimal digits") }
        self = hash
    }
}

extension LedgerRecord {
    /// An entry with the hash that it has.
    package init(sealing entry: LedgerEntry) {
        self.init(entry: entry, hash: LedgerHash(of: entry))
    }
}
