import ArgumentParser
import EventLoop
import Foundation

/// Ends the program by a fault on the thread of a loop, so that a test sees whether it is reported.
enum LoopFault: String, ExpressibleByArgument, CaseIterable {
    /// A check of Swift fails: here an index beyond an array.
    case trap
    case ill, segv, bus, fpe, abrt

    func happen() throws {
        let thread = try LoopThread.start(name: "board-loop-0", cpu: nil) {
            if let signal { raise(signal) }
            let empty = CommandLine.arguments.filter(\.isEmpty)
            print(empty[CommandLine.arguments.count])
        }
        thread.join()
    }

    private var signal: Int32? {
        switch self {
        case .trap: nil
        case .ill: SIGILL
        case .segv: SIGSEGV
        case .bus: SIGBUS
        case .fpe: SIGFPE
        case .abrt: SIGABRT
        }
    }
}
