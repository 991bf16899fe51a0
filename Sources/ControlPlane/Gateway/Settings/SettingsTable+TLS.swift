import EventLoop

/// The settings about certificates, of this gateway and of whoever connects.
extension SettingsTable {
    static let tlsCert = Setting(
        "tlsCert", .path, default: nil,
        purpose: "PEM file with the certificate of both ports, the leaf first, then the intermediates.",
        because: "Boards and admins are served over TLS alone.")

    static let tlsKey = Setting(
        "tlsKey", .path, default: nil,
        purpose: "PEM file with the private key of the certificate, readable by the gateway alone.",
        because: "Boards and admins are served over TLS alone.")

    static let tlsMoreCertificates = Setting(
        "tlsMoreCertificates", .certificates, default: [],
        purpose: "More certificates of both ports, each for clients that name a host that it is for (SNI).",
        because: "A gateway that changes its name has to answer to both for a while; most have one name.")

    static let tlsCheckSeconds = Setting(
        "tlsCheckSeconds", .integer(1...3_600), default: 10,
        purpose: "How often it is looked whether a file of certificates, keys or authorities has changed.",
        because: "A look costs microseconds, and whoever has put a new file in place soon looks whether it is served.")

    static let tlsParking = Setting(
        "tlsParking", .flag, default: true,
        purpose: "Have boards' TLS sessions give back after the handshake what records do not need.",
        because: "It saves 1.7 KiB a board, is tried at every start, and left out where OpenSSL does not bear it.")

    static let boardClientCa = Setting(
        "boardClientCa", .optionalPath, default: .some(nil),
        purpose: "PEM file of authorities; with it, boards must show a certificate of one of them.",
        because: "Boards prove who they are by their tokens; certificates are for networks that ask for both.")

    static let adminClientCa = Setting(
        "adminClientCa", .optionalPath, default: .some(nil),
        purpose:
            "PEM file of authorities; with it, admins, feeds and Prometheus must show a certificate of one of them.",
        because: "Admins prove who they are by their tokens; certificates are for networks that ask for both.")
}
