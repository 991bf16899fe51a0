/// What boards judge figures by: the goals of a customer as the admin API writes them. Customers that are there get the
/// defaults of this version.
enum Version15 {
    static let migration = Migration(
        sql: """
            ALTER TABLE customers ADD COLUMN goals TEXT NOT NULL DEFAULT \
            '{"serviceLevel":{"amber":0.8,"red":0.6},"longestWaitSeconds":{"amber":60,"red":120},\
            "callsWaiting":{"amber":5,"red":10},"abandonedRate":{"amber":0.05,"red":0.08},\
            "agentsAvailable":{"red":0},"queues":{}}';
            """)
}
