/// What waits for one receiver, and when to try it: one notice at a time, in order. A value that does no I/O and
/// reads no clock; times are milliseconds of any clock that does not go back.
package struct WebhookQueue: Sendable {
    /// What to do now.
    package enum Step: Hashable, Sendable {
        /// Nothing until a notice comes.
        case idle
        /// Nothing until this time.
        case wait(until: Int64)
        /// Try this one, and report the outcome with `finished`.
        case send(WebhookDelivery)
    }

    /// The outcome of a try, for log and metrics.
    package enum Result: String, Hashable, Sendable, CaseIterable {
        /// The receiver accepted it.
        case delivered
        /// It is tried again later.
        case retried
        /// It was tried too often or is too old.
        case givenUp
        /// The receiver wants no more (410): what waited is dropped, and so is everything until a restart.
        case disabled
    }

    /// What was dropped without the receiver having accepted it, for the metrics.
    package struct Losses: Hashable, Sendable {
        /// Because the queue was full.
        package var dropped = 0
        /// Because it was tried too often or too old.
        package var givenUp = 0
        /// Because the receiver wants no more.
        package var disabled = 0
    }

    private let limits: WebhookLimits
    private var waiting: [WebhookDelivery] = []
    private var isSending = false
    private var failuresInARow = 0
    private var notBefore: Int64 = .min
    /// Whether the receiver has said that it wants no more.
    package private(set) var isDisabled = false
    /// What was lost so far.
    package private(set) var losses = Losses()

    /// An empty queue.
    package init(limits: WebhookLimits = WebhookLimits()) {
        self.limits = limits
    }

    /// Notices that wait, with the one that is being tried.
    package var count: Int { waiting.count }

    /// Queues a notice. When the queue is full, it drops one that is not being tried: the oldest of the customer that
    /// has most of them there, so that one customer's notices are sent whatever another one's boards do.
    package mutating func add(_ notice: WebhookNotice, id: String, at now: Int64) {
        guard !isDisabled else {
            losses.disabled += 1
            return
        }
        if waiting.count >= limits.queueLength {
            losses.dropped += 1
            let oldest = isSending ? 1 : 0
            // A queue of one that is being tried has no other to drop than the new one.
            guard oldest < waiting.count else { return }
            waiting.remove(at: expendable(from: oldest))
        }
        waiting.append(WebhookDelivery(id: id, notice: notice, queuedAt: now))
    }

    /// The oldest notice, from `first` on, of the customer that has most.
    private func expendable(from first: Int) -> Int {
        let customers = waiting[first...].map { $0.notice.customer }
        let counts = Dictionary(customers.map { ($0, 1) }, uniquingKeysWith: +)
        let most = counts.values.max()
        return first + (customers.firstIndex { counts[$0] == most } ?? 0)
    }

    /// What to do at `now`. `isDraining`: do not wait for the time of the next try.
    ///
    /// Precondition: what was to be sent before has finished.
    package mutating func next(at now: Int64, isDraining: Bool = false) -> Step {
        precondition(!isSending, "a delivery is under way")
        while let first = waiting.first, now - first.queuedAt > limits.ageMillis {
            waiting.removeFirst()
            losses.givenUp += 1
        }
        guard !waiting.isEmpty else { return .idle }
        guard now >= notBefore || isDraining else { return .wait(until: notBefore) }
        isSending = true
        waiting[0].attempts += 1
        return .send(waiting[0])
    }

    /// Takes the outcome of the notice that `next` gave out.
    ///
    /// 2xx is accepted, 410 is the end (Standard Webhooks, "Delivery"); everything else is tried again after a random
    /// time between half and the whole of a wait that doubles, or after what the receiver asks for with 429 or 503.
    ///
    /// Precondition: one is in progress.
    package mutating func finished(
        _ outcome: WebhookOutcome, at now: Int64, using generator: inout some RandomNumberGenerator
    ) -> Result {
        precondition(isSending, "no delivery is under way")
        isSending = false
        var hint: Int64?
        switch outcome {
        case .answered(status: 200...299, _):
            waiting.removeFirst()
            failuresInARow = 0
            notBefore = .min
            return .delivered
        case .answered(status: 410, _):
            losses.disabled += waiting.count
            waiting = []
            isDisabled = true
            return .disabled
        case .answered(status: 429, let asked), .answered(status: 503, let asked):
            hint = asked.map { min(max($0, 0), limits.longestHintMillis) }
        case .answered, .unreachable:
            break
        }
        notBefore = now + max(wait(using: &generator), hint ?? 0)
        guard waiting[0].attempts >= limits.attempts else { return .retried }
        waiting.removeFirst()
        losses.givenUp += 1
        return .givenUp
    }

    /// The receiver fails, not the notice: so the wait grows over all of them until one is accepted.
    private mutating func wait(using generator: inout some RandomNumberGenerator) -> Int64 {
        let doublings = min(failuresInARow, 40)
        failuresInARow += 1
        let (product, isTooLarge) = limits.firstWaitMillis.multipliedReportingOverflow(by: Int64(1) << doublings)
        let longest = isTooLarge ? limits.longestWaitMillis : min(product, limits.longestWaitMillis)
        return Int64.random(in: longest / 2...longest, using: &generator)
    }
}

/// A notice on its way: the same id and the same bytes at each try, so that the receiver recognises a repeat.
package struct WebhookDelivery: Hashable, Sendable {
    /// Such as `msg_5f0c…`; different for each notice.
    package let id: String
    /// What it reports.
    package let notice: WebhookNotice
    /// When it was queued, on the clock of the queue, ms.
    package let queuedAt: Int64
    /// Tries so far.
    package internal(set) var attempts = 0
}

/// The outcome of one try.
package enum WebhookOutcome: Hashable, Sendable {
    /// The receiver answered; `retryAfterMillis` is the value of its `Retry-After`, if it has one.
    case answered(status: Int, retryAfterMillis: Int64? = nil)
    /// No answer came: no connection, no trust, or a timeout.
    case unreachable(String)
}
