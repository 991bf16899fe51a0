import AdminAPI
import Testing
import Values
import WallboardCore

@testable import Gateway

/// What one customer may have, and what its tokens leave behind.
@Suite struct CustomerLimitTests {
    private let bank = CustomerID("bank")!
    private let anna = UserID("anna")!

    private func makeGateway() async throws -> TestGateway {
        let gateway = try await TestGateway(in: TemporaryDirectory())
        try await gateway.administration.createCustomer(
            NewCustomer(id: bank, name: "Bank", timeZone: "UTC", maximum: .unlimited))
        try await gateway.administration.putUser(User(id: anna, name: "Anna", supervisor: .analytics), of: bank)
        return gateway
    }

    private func isLimit(_ error: any Error, of resource: AdminError.Resource) -> Bool {
        if case AdminError.limitReached(resource, _) = error { true } else { false }
    }

    @Test("a customer has so many users and may change all of them")
    func aCustomerHasSoManyUsersAndMayChangeAllOfThem() async throws {
        let gateway = try await makeGateway()
        let ports = gateway.administration
        func users(_ range: Range<Int>) -> [User] { range.map { User(id: UserID("u\($0)")!, name: "U") } }
        let all = users(1..<CustomerLimits.users)
        _ = try await ports.importUsers(all, of: bank, dryRun: false, by: .tester)
        #expect(try await ports.users(of: bank).count == CustomerLimits.users)
        for more in [users(0..<1), users(0..<3)] {
            await #expect {
                _ = try await ports.importUsers(more, of: bank, dryRun: false, by: .tester)
            } throws: { isLimit($0, of: .user) }
        }
        await #expect { try await ports.putUser(users(0..<1)[0], of: bank) } throws: { isLimit($0, of: .user) }
        try await ports.putUser(User(id: all[0].id, name: "Renamed"), of: bank)
        try await ports.deleteUser(all[0].id, of: bank)
        try await ports.putUser(users(0..<1)[0], of: bank)
        await gateway.stop()
    }

    @Test("a customer has so many enrolment keys")
    func aCustomerHasSoManyEnrolmentKeys() async throws {
        let gateway = try await makeGateway()
        let ports = gateway.administration
        func makeKey() async throws -> IssuedEnrolmentKey {
            try await ports.createEnrolmentKey(for: anna, of: bank, expiresInSeconds: nil, maxUses: nil)
        }
        let first = try await makeKey()
        for _ in 1..<CustomerLimits.enrolmentKeys { _ = try await makeKey() }
        await #expect { _ = try await makeKey() } throws: { isLimit($0, of: .enrolmentKey) }
        try await ports.deleteEnrolmentKey(first.record.id, of: bank)
        _ = try await makeKey()
        await gateway.stop()
    }

    @Test("a token ends with its maker and is revoked with it")
    func aTokenEndsWithItsMakerAndIsRevokedWithIt() async throws {
        let gateway = try await makeGateway()
        let ports = gateway.administration
        func issue(by maker: Principal?, seconds: Int?) async throws -> (Principal, AdminToken) {
            let issued = try await ports.createToken(
                NewToken(
                    role: .customer, customer: bank, name: "x", maySetMaximum: false, expiresInSeconds: seconds,
                    maker: maker))
            return (try #require(try await ports.principal(bearing: issued.token)), issued.record)
        }
        func after(_ seconds: Int64) -> Instant { RandomDay.nine.advanced(byMilliseconds: seconds * 1_000) }
        let (parent, _) = try await issue(by: nil, seconds: 60)
        let (child, record) = try await issue(by: parent, seconds: nil)
        #expect(record.createdBy == parent.token && child.expiresAt == after(60))
        let (grandchild, _) = try await issue(by: child, seconds: 3_600)
        #expect(grandchild.expiresAt == after(60))
        #expect(try await issue(by: child, seconds: 5).0.expiresAt == after(5))
        let (stranger, _) = try await issue(by: nil, seconds: nil)
        // An identity of the OpenID provider, whose token expires by itself.
        let bearer = Principal(
            token: TokenUse.identity("abc"), name: "Ann", role: .provider, customer: nil, expiresAt: after(30))
        #expect(try await issue(by: bearer, seconds: nil).0.expiresAt == after(30))

        try await ports.revokeToken(parent.token, of: bank)
        for principal in [parent, child, grandchild] { #expect(try await !ports.isStillGood(principal)) }
        #expect(try await ports.isStillGood(stranger))
        await gateway.stop()
    }

    @Test("a bearer of the OpenID provider watches a customer while there is one")
    func aBearerOfTheOpenIDProviderWatchesACustomerWhileThereIsOne() async throws {
        let gateway = try await makeGateway()
        let ports = gateway.administration
        func bearer(of customer: CustomerID?) -> Principal {
            Principal(token: TokenUse.identity("abc"), name: "Ann", role: .monitor, customer: customer)
        }
        #expect(try await ports.isStillGood(bearer(of: bank)))
        try await ports.deleteCustomer(bank)
        #expect(try await !ports.isStillGood(bearer(of: bank)))
        #expect(try await ports.isStillGood(bearer(of: nil)))
        await gateway.stop()
    }
}
