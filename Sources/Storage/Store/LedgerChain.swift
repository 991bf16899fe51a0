import Crypto
import WallboardCore

/// Checks that a customer's ledger is as it was written: record by record, oldest first and from the first one.
///
/// It detects an entry that was altered, left out, inserted, exchanged or renumbered, and hashes that were recomputed
/// for entries that contradict each other. What no check of the records alone can detect is a ledger whose end was cut
/// off, or that was rewritten from some entry on: for that, keep the newest hash elsewhere and compare it with `last`.
///
/// It keeps a few texts for each device that holds a seat.
package struct LedgerChain: Sendable {
    /// The newest record that passed the check.
    package private(set) var last: LedgerRecord?
    private var seats: [DeviceID: LedgerDevice] = [:]
    private var isOpen = false

    /// Before the first record.
    package init() {}

    /// Takes the next record. If it throws what is wrong with it, its state is as before.
    package mutating func add(_ record: LedgerRecord) throws(LedgerFault) {
        let entry = record.entry
        if let sentence = faultOfPlace(entry) ?? faultOfHash(record) ?? faultOfCounts(entry) ?? faultOfChange(entry) {
            throw LedgerFault(sequence: entry.sequence, sentence: sentence)
        }
        apply(entry.change)
        last = record
    }

    /// The first fault of a whole ledger, oldest record first; nil: none. `newest` is the hash that the ledger is known
    /// to end with, if it is known.
    package static func firstFault(
        in records: some Sequence<LedgerRecord>, endingWith newest: LedgerHash? = nil
    ) -> LedgerFault? {
        var chain = LedgerChain()
        do throws(LedgerFault) {
            for record in records { try chain.add(record) }
        } catch {
            return error
        }
        guard let newest, newest != chain.last?.hash ?? .none else { return nil }
        return LedgerFault(
            sequence: chain.last?.entry.sequence ?? 0, sentence: "The ledger does not end with the hash \(newest).")
    }

    private func faultOfPlace(_ entry: LedgerEntry) -> String? {
        let expected = (last?.entry.sequence ?? 0) + 1
        if entry.sequence != expected {
            return "Entry \(expected) is missing: entry \(entry.sequence) is in its place."
        }
        if let last, entry.customer != last.entry.customer {
            return "Entry \(entry.sequence) is of the customer \(entry.customer), not of \(last.entry.customer)."
        }
        if entry.previous != last?.hash ?? .none {
            return "Entry \(entry.sequence) does not hold the hash of the entry before it."
        }
        if let last, entry.at < last.entry.at { return "Entry \(entry.sequence) is older than the entry before it." }
        return nil
    }

    private func faultOfHash(_ record: LedgerRecord) -> String? {
        guard LedgerHash(of: record.entry) != record.hash else { return nil }
        return "The hash of entry \(record.entry.sequence) is not that of its content."
    }

    private func faultOfCounts(_ entry: LedgerEntry) -> String? {
        let configured = entry.change.configured(after: last?.entry.configured ?? 0)
        if entry.configured != configured {
            return "Entry \(entry.sequence) says \(entry.configured) configured devices where \(configured) follow."
        }
        guard let before = last?.entry.maximum else { return nil }
        switch entry.change {
        case .opened: return nil
        case .maximum(from: before, _): return nil
        case .maximum: return "Entry \(entry.sequence) changes a maximum that was not in force."
        case .seatTaken, .seatFreed, .boardLicence, .hardware, .timeZone, .closed:
            if entry.maximum == before { return nil }
            return "Entry \(entry.sequence) has another maximum than the entry before it, and does not change it."
        }
    }

    private func faultOfChange(_ entry: LedgerEntry) -> String? {
        let number = entry.sequence
        if case .opened = entry.change {
            return isOpen ? "Entry \(number) opens a ledger that is open." : nil
        }
        guard isOpen else { return "Entry \(number) changes a ledger that is not open." }
        guard let device = entry.change.device else {
            if case .closed = entry.change, !seats.isEmpty {
                return "Entry \(number) closes a ledger with seats taken."
            }
            return nil
        }
        let before = seats[device.id]
        let isRight =
            switch entry.change {
            case .seatTaken: before == nil
            case .seatFreed: before?.licence == device.licence && before?.serial == device.serial
            case .boardLicence(_, let earlier): before?.licence == earlier && before?.serial == device.serial
            case .hardware(_, let earlier): before?.serial == earlier && before?.licence == device.licence
            case .opened, .maximum, .timeZone, .closed: true
            }
        return isRight ? nil : "Entry \(number) contradicts what the ledger says of the device \(device.id) before."
    }

    private mutating func apply(_ change: LedgerChange) {
        switch change {
        case .opened: isOpen = true
        case .closed: isOpen = false
        case .seatTaken(let device, _), .boardLicence(let device, _), .hardware(let device, _):
            seats[device.id] = device
        case .seatFreed(let device, _): seats[device.id] = nil
        case .maximum, .timeZone: break
        }
    }
}

/// What is wrong with a ledger.
package struct LedgerFault: Error, Hashable, CustomStringConvertible {
    /// The number of the entry that is wrong.
    package let sequence: Int
    /// What is wrong, for people.
    package let sentence: String

    /// Takes the findings.
    package init(sequence: Int, sentence: String) {
        self.sequence = sequence
        self.sentence = sentence
    }

    /// The sentence.
    package var description: String { sentence }
}

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
    /// An entry with its hash.
    package init(sealing entry: LedgerEntry) {
        self.init(entry: entry, hash: LedgerHash(of: entry))
    }
}
