/// A ledger of six entries whose hashes were computed with Python's `json` and `hashlib`: by other code than the one
/// under test.
enum LedgerSample {
    /// One entry a line.
    static let lines = [
        #"{"sequence": 1, "customerId": "acme", "author": "gateway", "previousHash": "00000000000000"#
            + #"00000000000000000000000000000000000000000000000000", "at": "2026-03-01T08:00:00.000Z", "ki"#
            + #"nd": "opened", "timeZone": "Europe/Berlin", "configured": 0, "maxWallboards": null, "hash""#
            + #": "e4be50f496a7d6e95c0d09545651d0b0533a89c32b80efdb0a9e9a734c279762"}"#,
        #"{"sequence": 2, "customerId": "acme", "author": "Anna (token 4kq)", "previousHash": "e4be5"#
            + #"0f496a7d6e95c0d09545651d0b0533a89c32b80efdb0a9e9a734c279762", "at": "2026-03-01T08:00:01.2"#
            + #"50Z", "kind": "seatTaken", "how": "pairing", "configured": 1, "maxWallboards": null, "devi"#
            + #"ceId": "d-1", "serial": "TV-1", "boardLicence": "analytics", "userId": "zoë", "hash": "4ac"#
            + #"a93a27324f0474d43721751f066aaaf27689086682d2b5a38732f5ff5efcb"}"#,
        #"{"sequence": 3, "customerId": "acme", "author": "Anna (token 4kq)", "previousHash": "4aca9"#
            + #"3a27324f0474d43721751f066aaaf27689086682d2b5a38732f5ff5efcb", "at": "2026-03-01T08:00:01.2"#
            + #"50Z", "kind": "maximum", "previousMaxWallboards": null, "reason": "Order 7 – \"Halle\"\n\u"#
            + #"0007€ 😀", "configured": 1, "maxWallboards": 10, "hash": "de844999f02df420696a8399d79cb6e68"#
            + #"094cca3c90adfc62b2e1d78cf6a1fb7"}"#,
        #"{"sequence": 4, "customerId": "acme", "author": "Anna (token 4kq)", "previousHash": "de844"#
            + #"999f02df420696a8399d79cb6e68094cca3c90adfc62b2e1d78cf6a1fb7", "at": "2026-03-02T08:00:00.0"#
            + #"00Z", "kind": "boardLicence", "previousBoardLicence": "analytics", "configured": 1, "maxWa"#
            + #"llboards": 10, "deviceId": "d-1", "serial": "TV-1", "boardLicence": "liveAnalytics", "user"#
            + #"Id": "zoë", "hash": "cd0e81253bc71bc4a933ecdbfdb5b4fec69a0397b17cfd3f17cc0e1ecad6c6d5"}"#,
        #"{"sequence": 5, "customerId": "acme", "author": "Anna (token 4kq)", "previousHash": "cd0e8"#
            + #"1253bc71bc4a933ecdbfdb5b4fec69a0397b17cfd3f17cc0e1ecad6c6d5", "at": "2026-03-03T08:00:00.0"#
            + #"00Z", "kind": "seatFreed", "how": "surplus", "configured": 0, "maxWallboards": 10, "device"#
            + #"Id": "d-1", "serial": "TV-1", "boardLicence": "liveAnalytics", "userId": "zoë", "hash": "d"#
            + #"d483b5f0ff2973f1d8113b634bdd4716b40237d76571abac1beb7dd4c4ded01"}"#,
        #"{"sequence": 6, "customerId": "acme", "author": "Anna (token 4kq)", "previousHash": "dd483"#
            + #"b5f0ff2973f1d8113b634bdd4716b40237d76571abac1beb7dd4c4ded01", "at": "2026-03-04T08:00:00.0"#
            + #"00Z", "kind": "closed", "configured": 0, "maxWallboards": 10, "hash": "269528ee4c8ac2ffb28"#
            + #"b4757a01123ab019c1cf0c1eb19439b1a67f1e34c5f65"}"#,
    ]

    /// The hash of the last one.
    static let lastHash = "269528ee4c8ac2ffb28b4757a01123ab019c1cf0c1eb19439b1a67f1e34c5f65"
}
