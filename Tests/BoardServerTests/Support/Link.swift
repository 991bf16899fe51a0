import Glibc

/// The link of a board that can go down: a filter of the kernel on its own socket drops everything that comes in, so
/// that nothing is acknowledged and the gateway's kernel sends it again and again (socket(7), SO_ATTACH_FILTER).
struct Link {
    private struct Instruction {
        var code: UInt16
        var whereTrue: UInt8 = 0
        var whereFalse: UInt8 = 0
        var operand: UInt32
    }

    private struct Program {
        var count: UInt16
        var instructions: UnsafeMutablePointer<Instruction>
    }

    let descriptor: Int32

    /// From now on nothing comes in.
    func goDown() {
        // BPF_RET | BPF_K with 0: keep nothing of the packet.
        var instruction = Instruction(code: 0x06, operand: 0)
        withUnsafeMutablePointer(to: &instruction) { instructions in
            var program = Program(count: 1, instructions: instructions)
            let length = socklen_t(MemoryLayout<Program>.size)
            let result = setsockopt(descriptor, SOL_SOCKET, SO_ATTACH_FILTER, &program, length)
            precondition(result == 0, "SO_ATTACH_FILTER: \(errno)")
        }
    }

    /// What the gateway's kernel sends again comes in.
    func comeBack() {
        var nothing: Int32 = 0
        let result = setsockopt(
            descriptor, SOL_SOCKET, SO_DETACH_FILTER, &nothing, socklen_t(MemoryLayout<Int32>.size))
        precondition(result == 0, "SO_DETACH_FILTER: \(errno)")
    }
}
