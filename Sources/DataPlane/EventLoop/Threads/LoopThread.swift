import CLinux
import Glibc
import Synchronization

/// A thread of its own for a loop that waits in the kernel, which a task of Swift's pool must never do.
package final class LoopThread: Sendable {
    private let thread: pthread_t
    private let isJoined = Mutex(false)

    private init(_ thread: pthread_t) {
        self.thread = thread
    }

    /// Starts a thread that runs `body`.
    ///
    /// The thread blocks every signal that another thread can handle, and a write to a peer that is gone fails with
    /// `EPIPE`. The signals of its own faults are never blocked: the kernel would end the process without the report of
    /// the Swift runtime, which says what went wrong and where.
    ///
    /// - Parameters:
    ///   - name: as `top -H` shows it, 1–15 bytes.
    ///   - cpu: the only core to run on, 0…; nil leaves it to the kernel.
    ///   - body: what the thread does; it ends when that returns.
    /// - Returns: the running thread, to be joined.
    /// - Throws: `EAGAIN` when there are too many threads, `EINVAL` when there is no such core.
    package static func start(
        name: String, cpu: Int?, body: @escaping @Sendable () -> Void
    ) throws(Errno) -> LoopThread {
        precondition((1...15).contains(name.utf8.count), "thread name \"\(name)\"")
        var attributes = pthread_attr_t()
        check(pthread_attr_init(&attributes), "pthread_attr_init")
        defer { pthread_attr_destroy(&attributes) }
        if let cpu {
            let result = pin(&attributes, to: cpu)
            guard result == 0 else { throw Errno(code: result) }
        }

        // A new thread inherits the mask, so there is no moment in which it takes a signal. It is set as a whole: the
        // threads of the concurrency runtime, which may be the caller, block SIGABRT.
        var signals = sigset_t()
        var before = sigset_t()
        sigfillset(&signals)
        for fault in faults { sigdelset(&signals, fault) }
        check(pthread_sigmask(SIG_SETMASK, &signals, &before), "pthread_sigmask")
        defer { check(pthread_sigmask(SIG_SETMASK, &before, nil), "pthread_sigmask") }

        var thread = pthread_t()
        let start = Unmanaged.passRetained(ThreadStart(name: name, body: body))
        let result = pthread_create(&thread, &attributes, runThread, start.toOpaque())
        guard result == 0 else {
            start.release()
            throw Errno(code: result)
        }
        return LoopThread(thread)
    }

    /// Signals that a thread raises itself: a trap of Swift, a bad address, a division, `abort`.
    package static let faults = [SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGFPE, SIGABRT, SIGSYS]

    /// Waits until the thread has ended. Once; it blocks the caller, so do not call it from a task that others wait
    /// for.
    package func join() {
        let isFirst = isJoined.withLock { isJoined in
            defer { isJoined = true }
            return !isJoined
        }
        precondition(isFirst, "a thread was joined twice")
        Self.check(pthread_join(thread, nil), "pthread_join")
    }

    deinit {
        if !isJoined.withLock({ $0 }) { pthread_detach(thread) }
    }

    private static func pin(_ attributes: inout pthread_attr_t, to cpu: Int) -> Int32 {
        var set = cpu_set_t()
        return withUnsafeMutableBytes(of: &set) { bits in
            guard cpu >= 0 && cpu / 8 < bits.count else { return EINVAL }
            bits[cpu / 8] |= 1 << (cpu % 8)
            return pthread_attr_setaffinity_np(
                &attributes, bits.count, bits.assumingMemoryBound(to: cpu_set_t.self).baseAddress)
        }
    }

    private static func check(_ result: Int32, _ call: String) {
        precondition(result == 0, "\(call): \(Errno(code: result))")
    }
}

/// What a new thread gets through C.
private final class ThreadStart {
    let name: String
    let body: @Sendable () -> Void

    init(name: String, body: @escaping @Sendable () -> Void) {
        self.name = name
        self.body = body
    }
}

private func runThread(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    let start = Unmanaged<ThreadStart>.fromOpaque(context!).takeRetainedValue()
    _ = CLinux_name_this_thread(start.name)
    start.body()
    return nil
}
