import WallboardCore

/// What the admin API needs from the rest of the gateway. The gateway implements these; the API knows nothing else
/// of it. Every function that changes something returns only when the change is durable and in force: boards that
/// lost a right get nothing more under it. `author` is who the ledger names for it.
package typealias AdminPorts = TokenAuthority & TokenAdministration & CustomerAdministration & UserAdministration
    & LicenceAdministration & DeviceAdministration & EnrolmentKeyAdministration & PairingAdministration
    & DashboardAdministration & LedgerReading & AuditTrail & BoardDirectory & CallEventIntake & CallCorrection
    & GatewayHealth

/// Whether a resource may be changed, given what it is now (nil: it is not there): what `If-Match` and `If-None-Match`
/// say (RFC 9110, section 13.1). It is asked in the moment of the change; where it says no, nothing changes and the port
/// throws `.changedMeanwhile`.
package typealias Precondition<Value> = @Sendable (Value?) -> Bool
