/// Every bound of the admin port. All of them have defaults that a provider with thousands of customers does not reach.
package struct AdminLimits: Sendable {
    /// Connections at once; further ones wait in the kernel's backlog. Default 256: a handful of admins, one feed a
    /// customer and the monitoring share the port, and each connection may hold one body.
    package var connections = 256
    /// Seconds that a connection may be silent between requests. Default 75: longer than the minute at which
    /// monitoring and feeds usually come back.
    package var idleTimeoutSeconds = 75
    /// Seconds that a request may take to arrive in full. Default 120: the largest body over a link of 1.2 Mbit/s. A
    /// client that sends a byte now and then is never idle, so the idle timeout does not end it.
    package var requestDeadlineSeconds = 120
    /// Bytes of a bearer token. Default 256: ours are shorter than 100.
    package var tokenBytes = 256
    /// Bytes of a JSON body, except call events. Default 65,536: the largest one known, an enrolment key, has 100.
    package var jsonBodyBytes = 65_536
    /// Members of a JSON body, except call events, at all depths. Default 1,000: each one that is unknown is named in the
    /// answer.
    package var jsonMembers = 1_000
    /// Bytes of a body of call events. Default 16 MiB: about 80,000 events, the whole day of a large contact centre.
    package var callEventBodyBytes = 16 * 1_048_576
    /// Bodies of call events in memory at once; further ones are told to come back (503). Default 8: 128 MiB of bodies.
    package var callEventBodies = 8
    /// Rejected events that an answer names; the rest is counted in `rejectedOmitted`. Default 1,000: enough to find
    /// the mistake, while a body full of empty objects could be answered with more than it holds.
    package var rejectedEvents = 1_000
    /// Items of a list when the request does not say. Default 100: a page that a person reads.
    package var defaultPageItems = 100
    /// Items of a list at most. Default 1,000: about 400 KiB of devices.
    package var pageItems = 1_000
    /// Characters of a change, or of the reason of a refusal, that a log line repeats. Default 1,000: every body that an
    /// admin sends by intention.
    package var loggedCharacters = 1_000

    /// The defaults.
    package init() {}
}
