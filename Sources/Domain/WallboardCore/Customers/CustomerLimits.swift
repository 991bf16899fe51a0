/// What one customer may have, so that no customer fills what all share. A maximum of boards is sold; these bounds are not,
/// and no customer is expected to reach them.
package enum CustomerLimits {
    /// Users. 20,000: twice the largest customer; the licence figures are counted over all of them.
    package static let users = 20_000
    /// Registered devices, suspended ones included. 50,000: five times the largest customer. A suspended device takes no
    /// seat, so that without this bound suspending would make room for ever more.
    package static let devices = 50_000
    /// Enrolment keys, expired ones included. 1,000: one a user of a large customer that has boards.
    package static let enrolmentKeys = 1_000
    /// Admin tokens that are good. 1,000: a few hundred people and programs.
    package static let tokens = 1_000
    /// Admin tokens that have ended and are still listed; the newest. 200: those of the last weeks.
    package static let endedTokens = 200
}
