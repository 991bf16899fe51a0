import Testing
import Values
import WallboardCore

@Suite("What a supervisor licence gives")
struct EntitlementTests {
    @Test(
        "view and board licence are those of the protocol's table",
        arguments: [
            (SupervisorLicence.none, BoardView.none, nil),
            (.reports, .none, nil),
            (.insights, .insights, .analytics),
            (.analytics, .analytics, .analytics),
            (.liveAnalytics, .liveAnalytics, .liveAnalytics),
            (.contactCentre, .contactCentre, .liveAnalytics),
        ] as [(SupervisorLicence, BoardView, BoardLicence?)])
    func table(supervisor: SupervisorLicence, view: BoardView, licence: BoardLicence?) {
        #expect(supervisor.view == view)
        #expect(supervisor.boardLicence == licence)
    }

    private func entitlement(_ supervisor: SupervisorLicence?, had licence: BoardLicence) -> Entitlement {
        let user = supervisor.map { User(id: UserID("mia")!, name: "Mia", supervisor: $0) }
        let device = Device(
            id: DeviceID("d1")!, customer: CustomerID("acme")!, serial: Serial("s1")!, name: "Lobby", model: nil,
            user: user?.id, boardLicence: licence, suspended: false, registeredAt: Instant(milliseconds: 0),
            credential: CredentialID("c1")!, secretHash: SecretHash(bytes: Array(repeating: 1, count: 32))!,
            enrolledWith: nil)
        return Entitlement(device: device, user: user)
    }

    @Test("a board without a user, or whose user lost the licence, is dark and keeps its class")
    func dark() {
        for licence in BoardLicence.allCases {
            for supervisor in [nil, SupervisorLicence.none, .reports] {
                let entitlement = entitlement(supervisor, had: licence)
                #expect(entitlement.view == .none)
                #expect(entitlement.boardLicence == licence)
            }
        }
    }

    @Test("something is revoked when the new view shows less than the old one")
    func revocation() {
        let views = [SupervisorLicence.none, .insights, .analytics, .liveAnalytics, .contactCentre]
        for (before, old) in views.enumerated() {
            for (after, new) in views.enumerated() {
                let earlier = entitlement(old, had: .analytics)
                let revokes = entitlement(new, had: .analytics).revokesSomething(of: earlier)
                #expect(revokes == (after < before), "\(old) to \(new)")
            }
        }
    }
}
