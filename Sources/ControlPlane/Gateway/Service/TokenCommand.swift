import BoardProtocol
import EventLoop
import Foundation
import SQLiteStore
import Store
import Values
import WallboardCore

/// Makes admin tokens. Works on the database directly, even while a gateway runs on it.
package enum TokenCommand {
    /// Stores a new token (its hash) and returns it: the only time that it is seen.
    ///
    /// - Parameters:
    ///   - dataDirectory: where the database is, as `serve` has it.
    ///   - role: `provider`, `customer`, `monitor` or `feed`.
    ///   - customer: the one customer that it is valid for; required for `customer` and `feed`, not allowed for
    ///     `provider`.
    ///   - name: who holds it, 1–200 characters.
    ///   - maySetMaximum: whether a token of the role `customer` may change the customer's maximum.
    ///   - expiresInSeconds: 1–315,360,000; nil: it never expires.
    /// - Returns: the token.
    /// - Throws: `Problem` with a sentence for the person who typed the command.
    package static func issue(
        dataDirectory: String, role: String, customer: String?, name: String, maySetMaximum: Bool = false,
        expiresInSeconds: Int? = nil
    ) async throws(Problem) -> String {
        guard let role = Role(rawValue: role) else {
            throw Problem("the role is one of \(Role.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        let name = name.normalisedName
        guard (1...200).contains(name.unicodeScalars.count),
            !name.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
        else { throw Problem("the name has 1 to 200 characters, none of them a control character") }
        let confinedTo = try customer.map { text throws(Problem) in
            guard let id = CustomerID(text) else { throw Problem("a customer id has 1 to 64 of a-z 0-9 -") }
            return id
        }
        switch role {
        case .customer, .feed:
            guard confinedTo != nil else { throw Problem("the role \(role.rawValue) needs --customer") }
        case .provider:
            guard confinedTo == nil else { throw Problem("a provider's token is for all customers") }
        case .monitor: break
        }
        guard !maySetMaximum || role == .customer else {
            throw Problem("--may-set-maximum is for the role customer: a provider may anyway, the others never")
        }
        guard expiresInSeconds.map({ (1...315_360_000).contains($0) }) ?? true else {
            throw Problem("a token may expire in 1 to 315360000 seconds")
        }
        let credential = Credential.make(.adminToken)
        let now = Instant(milliseconds: Clock.wallMilliseconds())
        let token = AdminToken(
            id: credential.id, role: role, customer: confinedTo, name: name, maySetMaximum: maySetMaximum,
            secretHash: credential.hash, createdAt: now,
            expiresAt: expiresInSeconds.map { now.advanced(byMilliseconds: Int64($0) * 1_000) })
        do throws(StoreError) {
            let store = try SQLiteStore(directory: dataDirectory)
            do throws(StoreError) {
                let number = try await store.beginAudit(audit(of: token))
                let known = try await store.retentionTime()
                try await store.createToken(token, removingEndedBy: min(now, known?.confirmed ?? now))
                try await store.finishAudit(number, status: 201)
            } catch {
                await store.close()
                throw error
            }
            await store.close()
        } catch {
            switch error {
            case .notFound: throw Problem("there is no customer \(customer ?? "")")
            case .alreadyExists: throw Problem("the same token was drawn twice: try again")
            case .unavailable(let reason), .incompatible(let reason): throw Problem(reason)
            }
        }
        return credential.text
    }

    /// As the audit keeps it. Anyone who may run this command may do everything with the gateway; the system's user
    /// is all that is known of the author.
    private static func audit(of token: AdminToken) -> AuditRecord {
        var json = JSONWriter()
        json.beginObject()
        json.member("id", token.id.text)
        json.member("role", token.role.rawValue)
        json.member("name", token.name)
        if let customer = token.customer { json.member("customerId", customer.text) }
        if token.maySetMaximum { json.member("maySetMaximum", true) }
        if let end = token.expiresAt { json.member("expiresAt", end) }
        json.endObject()
        return AuditRecord(
            at: token.createdAt, author: Author(text: "user \(NSUserName().normalisedName) (command line)"),
            role: .provider, address: "local", operation: "createToken", path: "wallboard-gateway token",
            customer: token.customer, change: String(decoding: json.finish(), as: UTF8.self))
    }

    /// Why no token was made.
    package struct Problem: Error, CustomStringConvertible {
        /// A sentence for the person who typed the command.
        package let description: String

        init(_ description: String) {
            self.description = description
        }
    }
}
