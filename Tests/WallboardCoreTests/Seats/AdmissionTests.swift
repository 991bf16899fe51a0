import Testing
import Values
import WallboardCore

@Suite("Who gets a seat")
struct AdmissionTests {
    private static let now = Instant(milliseconds: 1_800_000_000_000)
    private static let customer = CustomerID("acme")!
    private static let hash = SecretHash(bytes: Array(repeating: 1, count: 32))!

    private static func device(
        suspended: Bool = false, enrolledWith key: String?, user: String? = "mia"
    ) -> Device {
        Device(
            id: DeviceID("d1")!, customer: customer, serial: Serial("s1")!, name: "Lobby", model: nil,
            user: user.map { UserID($0)! }, boardLicence: .analytics, suspended: suspended, registeredAt: now,
            credential: CredentialID("c1")!, secretHash: hash, enrolledWith: key.map { CredentialID($0)! })
    }

    private static func facts(
        expiresAt: Instant? = nil, uses: Int = 0, maxUses: Int? = nil, supervisor: SupervisorLicence? = .contactCentre,
        device: Device? = nil, configured: Int = 0, maximum: SeatMaximum = .limited(10)
    ) -> AdmissionFacts {
        let key = EnrolmentKey(
            id: CredentialID("key")!, customer: customer, user: UserID("mia")!, secretHash: hash, createdAt: now,
            expiresAt: expiresAt, maxUses: maxUses, uses: uses)
        return AdmissionFacts(
            way: .enrolmentKey(key), supervisor: supervisor, device: device,
            seats: SeatFigure(configured: configured, maximum: maximum))
    }

    private func decide(_ facts: AdmissionFacts) -> AdmissionDecision { .decide(facts, at: Self.now) }

    @Test("a new device gets a seat of the class that the user's licence says")
    func register() {
        for supervisor in SupervisorLicence.allCases {
            let expected = supervisor.boardLicence.map(AdmissionDecision.register) ?? .notEntitled
            #expect(decide(Self.facts(supervisor: supervisor)) == expected)
        }
    }

    @Test("the last free seat is given, the next is not, and the refusal says the figure")
    func seatLimit() {
        #expect(decide(Self.facts(configured: 9)) == .register(.liveAnalytics))
        for configured in [10, 11, 25] {
            let figure = SeatFigure(configured: configured, maximum: .limited(10))
            #expect(decide(Self.facts(configured: configured)) == .seatLimit(figure))
        }
        let none = SeatFigure(configured: 0, maximum: .limited(0))
        #expect(decide(Self.facts(configured: 0, maximum: .limited(0))) == .seatLimit(none))
        #expect(decide(Self.facts(configured: 1_000_000, maximum: .unlimited)) == .register(.liveAnalytics))
    }

    @Test("a known device keeps its seat, also over the maximum and when the licence was lost")
    func renew() {
        let device = Self.device(enrolledWith: "other")
        for supervisor in SupervisorLicence.allCases {
            for configured in [1, 10, 11] {
                let facts = Self.facts(supervisor: supervisor, device: device, configured: configured)
                #expect(decide(facts) == .renew(device))
            }
        }
    }

    @Test("a known device that is suspended stays out, whatever is free")
    func suspended() {
        for maximum in [SeatMaximum.limited(0), .limited(10), .unlimited] {
            let facts = Self.facts(device: Self.device(suspended: true, enrolledWith: "key"), maximum: maximum)
            #expect(decide(facts) == .suspended)
        }
    }

    @Test("a key ends at its expiry, not after it")
    func expiry() {
        #expect(decide(Self.facts(expiresAt: Self.now.advanced(byMilliseconds: 1))) == .register(.liveAnalytics))
        for passed: Int64 in [0, 1, 86_400_000] {
            let expiry = Self.now.advanced(byMilliseconds: -passed)
            #expect(decide(Self.facts(expiresAt: expiry)) == .keyNotValid)
            #expect(decide(Self.facts(expiresAt: expiry, device: Self.device(enrolledWith: "key"))) == .keyNotValid)
        }
    }

    @Test("a key that is used up renews what it registered, and nothing else")
    func usedUp() {
        #expect(decide(Self.facts(uses: 2, maxUses: 3)) == .register(.liveAnalytics))
        #expect(decide(Self.facts(uses: 3, maxUses: 3)) == .keyNotValid)
        let own = Self.device(enrolledWith: "key")
        #expect(decide(Self.facts(uses: 3, maxUses: 3, device: own)) == .renew(own))
        for key in ["other", nil] {
            let device = Self.device(enrolledWith: key)
            #expect(decide(Self.facts(uses: 3, maxUses: 3, device: device)) == .keyNotValid)
        }
    }

    @Test("a key renews only devices of its own user, not those of others or of nobody")
    func keyOfAnotherUser() {
        for user in ["ben", nil] {
            for suspended in [false, true] {
                for key in ["key", "other"] {
                    let device = Self.device(suspended: suspended, enrolledWith: key, user: user)
                    #expect(decide(Self.facts(device: device)) == .keyOfAnotherUser(device))
                }
            }
        }
        let device = Self.device(enrolledWith: "key", user: "ben")
        #expect(decide(Self.facts(expiresAt: Self.now, device: device)) == .keyNotValid)
    }

    @Test("a key of a user who is gone is not valid, for any device")
    func userGone() {
        #expect(decide(Self.facts(supervisor: nil)) == .keyNotValid)
        #expect(decide(Self.facts(supervisor: nil, device: Self.device(enrolledWith: "key"))) == .keyNotValid)
    }

    /// Every combination of inputs: no decision breaks a rule of the protocol, section 6.
    @Test("no combination of facts breaks a rule of the seats")
    func everyCombination() {
        let expiries = [nil, Self.now, Self.now.advanced(byMilliseconds: 1)]
        var devices: [Device?] = [nil]
        for key in ["key", "other", nil] {
            for suspended in [false, true] {
                for user in ["mia", "ben", nil] {
                    devices.append(Self.device(suspended: suspended, enrolledWith: key, user: user))
                }
            }
        }
        let seats = [
            (0, SeatMaximum.limited(0)), (1, .limited(2)), (2, .limited(2)), (3, .limited(2)), (9, .unlimited),
        ]
        let supervisors = [nil] + SupervisorLicence.allCases
        var combinations = 0
        for expiry in expiries {
            for (uses, maxUses) in [(5, nil), (0, 1), (1, 1)] {
                for supervisor in supervisors {
                    for device in devices {
                        for (configured, maximum) in seats {
                            let facts = Self.facts(
                                expiresAt: expiry, uses: uses, maxUses: maxUses, supervisor: supervisor,
                                device: device, configured: configured, maximum: maximum)
                            check(decide(facts), for: facts, presenting: expiry, uses: uses, maxUses: maxUses)
                            combinations += 1
                        }
                    }
                }
            }
        }
        #expect(combinations == 3 * 3 * 7 * 19 * 5)
    }

    private func check(
        _ decision: AdmissionDecision, for facts: AdmissionFacts, presenting expiry: Instant?, uses: Int, maxUses: Int?
    ) {
        let isExpired = expiry.map { $0 <= Self.now } ?? false
        let isUsedUp = maxUses.map { uses >= $0 } ?? false
        switch decision {
        case .register(let licence):
            #expect(facts.device == nil && facts.seats.hasRoom && !isExpired && !isUsedUp)
            #expect(licence == facts.supervisor?.boardLicence)
        case .renew(let device):
            #expect(device == facts.device && !device.suspended && !isExpired && device.user == UserID("mia"))
        case .resume:
            Issue.record("a key resumes nothing")
        case .seatLimit(let figure):
            #expect(figure == facts.seats && !figure.hasRoom && facts.device == nil)
        case .suspended:
            #expect(facts.device?.suspended == true)
        case .keyNotValid:
            #expect(isExpired || isUsedUp || facts.supervisor == nil)
        case .keyOfAnotherUser(let device):
            #expect(device == facts.device && device.user != UserID("mia") && !isExpired)
        case .notEntitled:
            #expect(facts.device == nil && facts.supervisor.map { $0.boardLicence == nil } == true)
        }
    }

    private static func facts(
        _ way: AdmissionWay, supervisor: SupervisorLicence? = .contactCentre, device: Device? = nil,
        configured: Int = 0, maximum: SeatMaximum = .limited(10)
    ) -> AdmissionFacts {
        AdmissionFacts(
            way: way, supervisor: supervisor, device: device,
            seats: SeatFigure(configured: configured, maximum: maximum))
    }

    @Test("a pairing gives a new device a seat under the same rules as a key")
    func pairing() {
        for supervisor in SupervisorLicence.allCases {
            let expected = supervisor.boardLicence.map(AdmissionDecision.register) ?? .notEntitled
            #expect(decide(Self.facts(.pairing, supervisor: supervisor)) == expected)
        }
        #expect(decide(Self.facts(.pairing, configured: 9)) == .register(.liveAnalytics))
        let full = SeatFigure(configured: 10, maximum: .limited(10))
        #expect(decide(Self.facts(.pairing, configured: 10)) == .seatLimit(full))
        #expect(decide(Self.facts(.pairing, supervisor: nil)) == .notEntitled)
    }

    @Test("a pairing renews a known device where the user has a view, and leaves a suspended one out")
    func pairingOfKnown() {
        let known = Self.device(enrolledWith: nil)
        let suspended = Self.device(suspended: true, enrolledWith: nil)
        for configured in [1, 10, 11] {
            #expect(decide(Self.facts(.pairing, device: known, configured: configured)) == .renew(known))
            #expect(decide(Self.facts(.pairing, device: suspended, configured: configured)) == .suspended)
        }
        for supervisor in [nil, SupervisorLicence.none, .reports] {
            #expect(decide(Self.facts(.pairing, supervisor: supervisor, device: known)) == .notEntitled)
        }
    }

    @Test("resuming takes a seat, whatever the user's licence; a device that has one keeps it")
    func resumption() {
        let suspended = Self.device(suspended: true, enrolledWith: "key")
        let configured = Self.device(enrolledWith: "key")
        for supervisor in [nil] + SupervisorLicence.allCases {
            func decide(_ device: Device, _ configured: Int, _ maximum: SeatMaximum) -> AdmissionDecision {
                self.decide(
                    Self.facts(
                        .resumption, supervisor: supervisor, device: device, configured: configured, maximum: maximum))
            }
            #expect(decide(suspended, 9, .limited(10)) == .resume(suspended))
            #expect(decide(suspended, 1_000, .unlimited) == .resume(suspended))
            for taken in [10, 11] {
                let figure = SeatFigure(configured: taken, maximum: .limited(10))
                #expect(decide(suspended, taken, .limited(10)) == .seatLimit(figure))
                #expect(decide(configured, taken, .limited(10)) == .resume(configured))
            }
        }
    }
}
