import CLinux
import Glibc

/// A program that is run to its end, within bounds of time and of output.
///
/// `posix_spawn` rather than fork: between a fork of a process with threads and exec, next to nothing is allowed, and a
/// Swift runtime does more.
package enum ChildProcess {
    /// How it ended.
    package enum End: Hashable, Sendable {
        /// By itself, with what it wrote to its standard output.
        case exited(code: Int32, output: String)
        /// By a signal that did not come from here.
        case killed(signal: Int32)
        /// It took too long, and was killed.
        case overdue
        case notStarted(Errno)
    }

    /// Bytes of output that are kept.
    private static let maxOutput = 4_096

    /// Runs a program and waits for it; blocks the caller. It has this process's environment, without Swift's crash
    /// report, which takes seconds; no input; and its standard error is discarded.
    ///
    /// - Parameters:
    ///   - program: a path.
    ///   - arguments: without the name of the program.
    ///   - milliseconds: after this time it is killed, 1….
    /// - Returns: how it ended; never before its end.
    package static func run(_ program: String, _ arguments: [String], within milliseconds: Int64) -> End {
        var pair: [Int32] = [-1, -1]
        guard CLinux_socket_pair(&pair) == 0 else { return .notStarted(Errno.current) }
        let output = FileHandle(owning: pair[0])
        let input = FileHandle(owning: pair[1])
        let deadline = Clock.monotonicMilliseconds() + milliseconds
        let process: pid_t
        do {
            process = try spawn(program, arguments, output: input)
        } catch {
            return .notStarted(error)
        }
        input.close()
        let text = read(output, until: deadline)
        return wait(for: process, output: text, until: deadline)
    }

    private static func spawn(
        _ program: String, _ arguments: [String], output: borrowing FileHandle
    ) throws(Errno) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, output.descriptor, STDOUT_FILENO)
        posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // The threads of a program may have blocked signals; in the child they must not prevent a crash.
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))

        var words = ([program] + arguments).map { strdup($0) } + [nil]
        var variables = environment.map { strdup($0) } + [nil]
        defer { for text in words + variables { free(text) } }
        var process: pid_t = 0
        let result = posix_spawn(&process, program, &actions, &attributes, &words, &variables)
        guard result == 0 else { throw Errno(code: result) }
        return process
    }

    private static var environment: [String] {
        var variables: [String] = []
        var next = environ
        while let text = next.pointee {
            let variable = String(cString: text)
            if !variable.hasPrefix("SWIFT_BACKTRACE=") { variables.append(variable) }
            next += 1
        }
        return variables + ["SWIFT_BACKTRACE=enable=no"]
    }

    /// Reads until the child closes its output or the time is over.
    private static func read(_ output: borrowing FileHandle, until deadline: Int64) -> String {
        let buffer = ReadBuffer(capacity: maxOutput)
        var bytes: [UInt8] = []
        while true {
            var event = pollfd(fd: output.descriptor, events: Int16(POLLIN), revents: 0)
            let left = deadline - Clock.monotonicMilliseconds()
            guard left > 0, poll(&event, 1, Int32(clamping: left)) >= 0 || errno == EINTR else { break }
            switch Socket.read(output, into: buffer) {
            case .bytes(let count):
                let kept = min(count, maxOutput - bytes.count)
                buffer.withBytes(kept) { read in bytes += read.indices.map { read[$0] } }
            case .wouldBlock: continue
            case .end, .failed: return String(decoding: bytes, as: UTF8.self)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func wait(for process: pid_t, output: String, until deadline: Int64) -> End {
        var status: Int32 = 0
        while waitpid(process, &status, WNOHANG) == 0 {
            guard Clock.monotonicMilliseconds() < deadline else {
                kill(process, SIGKILL)
                while waitpid(process, &status, 0) < 0, errno == EINTR {}
                return .overdue
            }
            usleep(1_000)
        }
        // WIFEXITED, WEXITSTATUS and WTERMSIG of wait(2), which are macros.
        let signal = status & 0x7f
        return signal == 0 ? .exited(code: status >> 8 & 0xff, output: output) : .killed(signal: signal)
    }
}
