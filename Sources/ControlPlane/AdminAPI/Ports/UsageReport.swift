import WallboardCore

/// The statement of a billing period, and how the period was cut.
package struct UsageReport: Sendable {
    /// Whose statement.
    package let customer: CustomerID
    /// The month.
    package let period: BillingPeriod
    /// The IANA name of the time zone in which the month ends; it begins where the one before ended.
    package let timeZone: String
    /// What was counted.
    package let statement: UsageStatement

    /// Takes a statement and how its period was cut.
    package init(customer: CustomerID, period: BillingPeriod, timeZone: String, statement: UsageStatement) {
        self.customer = customer
        self.period = period
        self.timeZone = timeZone
        self.statement = statement
    }
}
