import ArgumentParser
import Gateway

/// What `serve` and `config check` run in a process of its own.
struct TryParking: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: Parking.commandName,
        abstract: "Tries whether parked TLS sessions work with the OpenSSL that is installed.", shouldDisplay: false)

    func run() throws {
        let outcome = Parking.tryHere()
        print(outcome)
        if outcome != Parking.success { throw ExitCode.failure }
    }
}
