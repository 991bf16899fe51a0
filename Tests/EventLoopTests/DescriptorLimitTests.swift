import EventLoop
import Glibc
import Testing

struct DescriptorLimitTests {
    /// In a process of its own, since the limit is the process's.
    @Test("accepting without descriptors left is exhausted and recovers")
    func acceptingWithoutDescriptorsLeftIsExhaustedAndRecovers() async {
        await #expect(processExitsWith: .success) {
            let loopback = try Loopback()
            let client = try Socket.connect(to: loopback.address)
            try wait(for: client, .write)
            try wait(for: loopback.listener, .read)

            let before = try limitDescriptors(to: 0)
            let refused = outcome(of: Socket.accept(loopback.listener))
            _ = try limitDescriptors(to: before)
            try #require(refused == "exhausted \(Errno(code: EMFILE))")

            // The connection waited in the queue.
            try #require(outcome(of: Socket.accept(loopback.listener)) == "accepted")
        }
    }

    /// A shell's 1,024 are not all that the program may have.
    @Test("the soft limit is raised to the hard one")
    func theSoftLimitIsRaisedToTheHardOne() async {
        await #expect(processExitsWith: .success) {
            var limit = rlimit()
            try #require(getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0)
            let hard = limit.rlim_max
            _ = try limitDescriptors(to: min(hard, 64))
            try #require(DescriptorLimit.raise() == Int(clamping: hard))
            try #require(getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0)
            try #require(limit.rlim_cur == hard)
            try #require(DescriptorLimit.raise() == Int(clamping: hard))
        }
    }
}

/// Sets the soft limit of descriptors; returns the old one.
private func limitDescriptors(to count: rlim_t) throws -> rlim_t {
    var limit = rlimit()
    try #require(getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0)
    let before = limit.rlim_cur
    limit.rlim_cur = count
    try #require(setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0)
    return before
}

private func outcome(of result: consuming Socket.AcceptResult) -> String {
    switch consume result {
    case .accepted: "accepted"
    case .wouldBlock: "would block"
    case .exhausted(let failure): "exhausted \(failure)"
    case .transient(let failure): "transient \(failure)"
    }
}
