import EventLoop
import SQLiteStore
import Store
import WallboardCore

/// Makes admin tokens. Works on the database directly, also while a gateway runs on it.
package enum TokenCommand {
    /// Stores a new token (its hash) and returns it: the only time that it is seen.
    ///
    /// - Parameters:
    ///   - dataDirectory: where the database is, as `serve` has it.
    ///   - role: `provider`, `customer`, `monitor` or `feed`.
    ///   - customer: the one customer that it is good for; required for `customer` and `feed`, not allowed for `provider`.
    ///   - name: who holds it, 1–200 characters.
    ///   - maySetMaximum: whether a token of the role `customer` may change the customer's maximum.
    ///   - expiresInSeconds: 1–315,360,000; nil: it never expires.
    /// - Returns: the token.
    /// - Throws: `Problem` with a sentence for whoever typed the command.
    package static func issue(
        dataDirectory: String, role: String, customer: String?, name: String, maySetMaximum: Bool = false,
        expiresInSeconds: Int? = nil
    ) async throws(Problem) -> String {
        guard let role = Role(rawValue: role) else {
            throw Problem("the role is one of \(Role.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        guard (1...200).contains(name.count) else { throw Problem("the name has 1 to 200 characters") }
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
                try await store.createToken(token)
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

    /// Why no token was made.
    package struct Problem: Error, CustomStringConvertible {
        /// A sentence for whoever typed the command.
        package let description: String

        init(_ description: String) {
            self.description = description
        }
    }
}
