import CFuzzer
import Glibc

/// Runs `test` with one input after the other, as the process's arguments tell libFuzzer; never returns.
///
/// `test` captures nothing, because it becomes a C function.
package func fuzz(_ test: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt) -> Never {
    var count = CommandLine.argc
    var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv
    exit(LLVMFuzzerRunDriver(&count, &arguments, test))
}

/// A copy of the input of one run.
package func bytes(_ data: UnsafePointer<UInt8>?, _ count: Int) -> [UInt8] {
    Array(UnsafeBufferPointer(start: data, count: count))
}

/// Stops the process with `fault` unless `condition` holds: libFuzzer then keeps the input. Unlike `precondition` it
/// says why in an optimised build too.
package func require(_ condition: Bool, _ fault: @autoclosure () -> String) {
    if !condition { fatalError(fault()) }
}
