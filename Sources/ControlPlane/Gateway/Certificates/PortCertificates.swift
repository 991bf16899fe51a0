import AdminAPI
import EventLoop

/// The certificates of both ports as the files hold them at one moment, loaded: usable, or an error that names the
/// file.
struct PortCertificates {
    let boards: TLSServerContext
    let admin: AdminTLSContext

    /// When the first of them expires, in seconds since 1970.
    var end: Int { admin.certificateEnd }

    /// Why certificates cannot be used.
    struct Problem: Error, CustomStringConvertible {
        /// Names the files; holds nothing of their content.
        let description: String
    }

    init(_ settings: GatewaySettings, ticketKeys: TicketKeys) throws(Problem) {
        let boards: TLSServerContext
        do {
            boards = try TLSServerContext(
                settings.certificates, clientAuthorities: settings.boardClientAuthorities, ticketKeys: ticketKeys)
        } catch {
            throw Problem(description: error.description)
        }
        do {
            admin = try AdminTLSContext(
                settings.certificates.map { AdminTLSContext.Files(certificateChain: $0.chain, privateKey: $0.key) },
                clientAuthorities: settings.adminClientAuthorities,
                choose: { boards.index(ofCertificateFor: $0) })
        } catch {
            throw Problem(description: error.description)
        }
        self.boards = boards
    }
}

/// The files that the settings name for TLS, as they were at one moment.
struct CertificateFileStamps: Equatable {
    private let stamps: [FileStamp?]

    init(_ settings: GatewaySettings) {
        let files =
            settings.certificates.flatMap { [$0.chain, $0.key] }
            + [settings.boardClientAuthorities, settings.adminClientAuthorities].compactMap(\.self)
        stamps = files.map(FileStamp.init(path:))
    }
}
