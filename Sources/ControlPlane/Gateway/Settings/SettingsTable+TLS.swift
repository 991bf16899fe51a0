import EventLoop

/// The settings about certificates, of this gateway and of its clients.
extension SettingsTable {
    static let tlsCert = Setting(
        "tlsCert", .path, default: nil,
        purpose: "PEM file with the certificate of both ports, the leaf first, then the intermediates.",
        because: "Boards and admins are served over TLS only.",
        example: "/etc/wallboard-gateway/server.pem")

    static let tlsKey = Setting(
        "tlsKey", .path, default: nil,
        purpose: "PEM file with the private key of the certificate, readable by the gateway only.",
        because: "The systemd unit runs the gateway in the group ssl-cert, which may read it.",
        example: "/etc/wallboard-gateway/server-key.pem")

    static let tlsMoreCertificates = Setting(
        "tlsMoreCertificates", .certificates, default: [],
        purpose: """
            More certificates for both ports. A client that names a host gets the first one that is valid for it, \
            else tlsCert.
            """,
        because: """
            For example [/etc/wallboard-gateway/new.pem:/etc/wallboard-gateway/new-key.pem]: a gateway that changes \
            its name must answer to both names for a while.
            """)

    static let tlsCheckSeconds = Setting(
        "tlsCheckSeconds", .integer(1...3_600), default: 10,
        purpose: """
            How often, in seconds, the gateway checks whether a file of certificates, keys or authorities has \
            changed.
            """,
        because: """
            A check costs microseconds. New connections get the new certificate, open ones stay. SIGHUP reads the \
            files at once.
            """)

    static let tlsParking = Setting(
        "tlsParking", .flag, default: true,
        purpose: "Free what a board's TLS session needs only for its handshake, which saves 1.7 KiB a board.",
        because: """
            The gateway tries it at every start, and leaves it out where the installed OpenSSL does not support it.
            """)

    static let boardClientCa = Setting(
        "boardClientCa", .optionalPath, default: .some(nil),
        purpose: "PEM file of authorities. With it, boards must present a certificate signed by one of them.",
        because: "Boards authenticate with their tokens; certificates are for networks that require both.",
        example: "/etc/wallboard-gateway/board-ca.pem")

    static let adminClientCa = Setting(
        "adminClientCa", .optionalPath, default: .some(nil),
        purpose: """
            PEM file of authorities. With it, admins, feeds and Prometheus must present a certificate signed by one \
            of them.
            """,
        because: "Admins authenticate with their tokens; certificates are for networks that require both.",
        example: "/etc/wallboard-gateway/admin-ca.pem")
}
