import AdminAPI
import BoardProtocol
import EventLoop
import Foundation
import Logging
import OpenIDTokens
import Values
import Webhooks

/// Everything that can be said about the settings before a start, in one run: each setting by its rule,
/// contradictions, files, certificates, keys, and what works but is probably not intended. What a wrong setting
/// leaves open is not guessed: the rest is checked all the same.
package struct SettingsCheck: Sendable {
    /// What keeps the gateway from starting, in the order of the table of settings, unknown keys last.
    package private(set) var problems: [SettingsProblem]
    /// What does not keep it from starting.
    package private(set) var warnings: [SettingsProblem] = []
    private let layers: SettingsLayers
    /// Milliseconds since 1970.
    private let now: Int64

    /// Checks everything, with the files and ports of this machine as they are now. Opens no outgoing connections.
    ///
    /// The parameters are those of `GatewaySettings.load`. Throws if the file cannot be read as one of settings: then
    /// nothing else is known.
    package init(flags: [String: String], environment: [String: String], file: String?) async throws(SettingsError) {
        try await self.init(flags: flags, environment: environment, file: file, now: Clock.wallMilliseconds())
    }

    /// `now`: the moment by which certificates have expired, in milliseconds since 1970.
    init(
        flags: [String: String], environment: [String: String], file: String?, now: Int64
    ) async throws(SettingsError) {
        self.now = now
        layers = try SettingsLayers(flags: flags, environment: environment, file: file)
        problems = layers.problems(with: SettingsTable.all) + SettingsTable.contradictions(in: layers)
        checkPlaces()
        checkCertificates()
        checkWebhook()
        await checkIdentities()
        checkDescriptors()
        warnAboutPairing()
        warnAboutPorts()
        let places = Dictionary(uniqueKeysWithValues: SettingsTable.all.enumerated().map { ($1.key, $0) })
        func place(_ problem: SettingsProblem) -> Int { problem.key.flatMap { places[$0] } ?? places.count }
        problems = problems.enumerated().sorted { (place($0.element), $0.offset) < (place($1.element), $1.offset) }
            .map(\.element)
    }

    private mutating func report(_ setting: some SettingDescription, _ reason: String) {
        problems.append(
            SettingsProblem(key: setting.key, source: setting.entry(in: layers).source, reason: reason))
    }

    private mutating func warn(_ setting: some SettingDescription, _ reason: String) {
        warnings.append(
            SettingsProblem(key: setting.key, source: setting.entry(in: layers).source, reason: reason))
    }

    /// What the start logs, too, as a sentence by itself.
    private mutating func warn(_ setting: some SettingDescription, sentence: String?) {
        guard let sentence else { return }
        warnings.append(SettingsProblem(key: nil, source: setting.entry(in: layers).source, reason: sentence))
    }

    // MARK: Files

    /// The path if the setting names a file that can be read; one that cannot is reported.
    private mutating func readable(_ path: String?, of setting: some SettingDescription) -> String? {
        guard let path else { return nil }
        guard FileManager.default.isReadableFile(atPath: path) else {
            report(setting, "names \(path), which cannot be read")
            return nil
        }
        return path
    }

    private mutating func readable(_ setting: Setting<String?>) -> String? {
        readable(setting.validValue(in: layers) ?? nil, of: setting)
    }

    /// Where the gateway writes.
    private mutating func checkPlaces() {
        var isDirectory: ObjCBool = false
        if let path = SettingsTable.dataDir.validValue(in: layers),
            FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory)
        {
            if isDirectory.boolValue {
                warn(SettingsTable.dataDir, sentence: StartWarnings.onDirectory(path))
            } else {
                report(SettingsTable.dataDir, "names \(path), which is no directory")
            }
        }
        if let path = SettingsTable.readyFile.validValue(in: layers) ?? nil {
            let parent = URL(fileURLWithPath: path).deletingLastPathComponent().path(percentEncoded: false)
            if !FileManager.default.fileExists(atPath: parent) {
                report(SettingsTable.readyFile, "names \(path), in a directory that is not there")
            }
        }
    }

    // MARK: Certificates

    private mutating func checkCertificates() {
        let chain = readable(SettingsTable.tlsCert.validValue(in: layers), of: SettingsTable.tlsCert)
        let key = readable(SettingsTable.tlsKey.validValue(in: layers), of: SettingsTable.tlsKey)
        var good: TLSCertificateFiles?
        if let chain, let key {
            good = usable([TLSCertificateFiles(chain: chain, key: key)], of: SettingsTable.tlsCert)
        }
        let more = SettingsTable.tlsMoreCertificates
        var others: [TLSCertificateFiles] = []
        for files in more.validValue(in: layers) ?? [] {
            let paths = [readable(files.chain, of: more), readable(files.key, of: more)]
            if !paths.contains(nil) { others.append(files) }
        }
        good = usable(others, of: more) ?? good
        for setting in [SettingsTable.boardClientCa, SettingsTable.adminClientCa] {
            guard let authorities = readable(setting), let good else { continue }
            do throws(Unusable) {
                _ = try Self.end(of: good, authorities: authorities)
            } catch {
                report(setting, error.reason)
            }
        }
    }

    /// The last of them that both ports can use. An expired first certificate is worth a warning.
    private mutating func usable(
        _ all: [TLSCertificateFiles], of setting: some SettingDescription
    ) -> TLSCertificateFiles? {
        var good: TLSCertificateFiles?
        var ends: [Int] = []
        for files in all {
            do throws(Unusable) {
                ends.append(try Self.end(of: files))
                good = files
            } catch {
                report(setting, error.reason)
            }
        }
        let first = ends.min()
        warn(setting, sentence: first.flatMap { StartWarnings.onCertificate(endingAt: $0, now: now) })
        return good
    }

    private struct Unusable: Error {
        let reason: String
    }

    /// Loads them as a start does, for both ports. Returns when the certificate expires, in seconds since 1970.
    private static func end(of files: TLSCertificateFiles, authorities: String? = nil) throws(Unusable) -> Int {
        do {
            _ = try TLSServerContext([files], clientAuthorities: authorities, ticketKeys: TicketKeys())
        } catch {
            throw Unusable(reason: "cannot be used: \(error.description)")
        }
        do {
            return try AdminTLSContext(
                [AdminTLSContext.Files(certificateChain: files.chain, privateKey: files.key)],
                clientAuthorities: authorities
            ).certificateEnd
        } catch {
            throw Unusable(reason: "cannot be used: \(error.description)")
        }
    }

    // MARK: Others

    private mutating func checkWebhook() {
        if let path = readable(SettingsTable.webhookSecretFile) {
            do throws(WebhookError) {
                _ = try WebhookSecrets(file: path)
            } catch {
                report(SettingsTable.webhookSecretFile, "cannot be used: \(error)")
            }
        }
        if let path = readable(SettingsTable.webhookTrustRoots), !Self.holdsCertificates(path) {
            report(SettingsTable.webhookTrustRoots, "names \(path), in which there are no certificates")
        }
    }

    /// With this process's own limit: under systemd that is the service's, since the check runs before it.
    private mutating func checkDescriptors() {
        guard let boards = SettingsTable.maxConnections.validValue(in: layers),
            let admins = SettingsTable.maxAdminConnections.validValue(in: layers),
            let loops = SettingsTable.loops.validValue(in: layers)
        else { return }
        let plan = DescriptorPlan(boards: boards, admins: admins, loops: loops)
        guard let shortfall = plan.shortfall else { return }
        if plan.isEnough {
            warn(SettingsTable.maxConnections, "cannot be reached: \(shortfall)")
        } else {
            report(SettingsTable.maxConnections, "cannot be held: \(shortfall)")
        }
    }

    private mutating func checkIdentities() async {
        if let path = readable(SettingsTable.oidcJwksFile),
            let reason = await Self.reasonAgainst(.file(path))
        {
            report(SettingsTable.oidcJwksFile, "cannot be used: \(reason)")
        }
        if let path = readable(SettingsTable.oidcTrustRoots),
            let reason = await Self.reasonAgainst(.issuer(trustRoots: path))
        {
            report(SettingsTable.oidcTrustRoots, "cannot be used: \(reason)")
        }
    }

    private static func reasonAgainst(_ keys: OpenIDConfiguration.Keys) async -> String? {
        do throws(OpenIDMisconfiguration) {
            _ = try await OpenIDVerifier(
                OpenIDConfiguration(
                    issuer: "https://localhost", audience: "-", keys: keys, claims: OpenIDConfiguration.ClaimNames()),
                clock: { Instant(milliseconds: 0) })
            return nil
        } catch {
            return error.reason
        }
    }

    private static func holdsCertificates(_ path: String) -> Bool {
        (try? String(contentsOfFile: path, encoding: .utf8))?.contains("-----BEGIN CERTIFICATE-----") ?? false
    }

    // MARK: What works, but is probably not intended

    private mutating func warnAboutPairing() {
        guard let site = SettingsTable.publicUrl.validValue(in: layers),
            let address = SettingsTable.adminListen.validValue(in: layers),
            let reason = Self.reasonAgainstPairing(publicURL: site, adminListen: address)
        else { return }
        warn(SettingsTable.publicUrl, reason)
    }

    /// Why boards cannot be paired by code; nil if they can.
    static func reasonAgainstPairing(publicURL: String?, adminListen: ListenAddress) -> String? {
        guard publicURL == nil, adminListen.hostForOthers == nil else { return nil }
        return
            "is not set, and \(adminListen) (adminListen) is no address that a phone can open: boards cannot be paired "
            + "by code, only by enrolment key"
    }

    /// The gateway itself may already be running, so a port in use is no fault of the settings.
    private mutating func warnAboutPorts() {
        for setting in [SettingsTable.boardListen, SettingsTable.adminListen] {
            guard let address = setting.validValue(in: layers), address.port != 0 else { continue }
            let host = address.host == "localhost" ? "127.0.0.1" : address.host
            guard let socket = SocketAddress(host: host, port: UInt16(address.port)) else { continue }
            do throws(Errno) {
                // Nobody connects to it: it is closed again before the line ends.
                _ = try Socket.listen(on: socket, backlog: 1, sharesPort: false)
            } catch {
                warn(
                    setting,
                    "\(address) cannot be opened now (\(error)): another program listens there, or this gateway")
            }
        }
    }
}

/// What is wrong with this machine although the gateway can serve: it starts all the same, and logs it once. `config
/// check` reports it beforehand.
struct StartWarnings {
    private(set) var sentences: [String] = []

    /// `certificateEnd`: when the first certificate expires, in seconds since 1970.
    init(_ settings: GatewaySettings, certificateEnd: Int, now: Int64 = Clock.wallMilliseconds()) {
        sentences = [
            Self.onCertificate(endingAt: certificateEnd, now: now), Self.onDirectory(settings.dataDirectory),
        ].compactMap(\.self)
    }

    func log(to logger: Logger) {
        for sentence in sentences { logger.error("\(sentence)") }
    }

    /// nil for a certificate that expires after `now`, in milliseconds since 1970; `end` is in seconds.
    static func onCertificate(endingAt end: Int, now: Int64) -> String? {
        guard Int64(end) * 1_000 <= now else { return nil }
        return "a certificate ended at \(Date(timeIntervalSince1970: TimeInterval(end)).ISO8601Format()): "
            + "boards and browsers will refuse to connect"
    }

    /// nil for a data directory that is closed to others, or does not exist: then the gateway creates it so.
    static func onDirectory(_ path: String) -> String? {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        guard let mode = (attributes?[.posixPermissions] as? NSNumber)?.intValue, mode & 0o007 != 0 else { return nil }
        return "others on this machine may open \(path) (mode \(String(mode, radix: 8))), which holds "
            + "numbers of callers and hashes of credentials: chmod o-rwx it"
    }
}
