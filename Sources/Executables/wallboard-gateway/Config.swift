import ArgumentParser
import Foundation
import Gateway

struct Config: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Checks or prints the settings.", subcommands: [Check.self, Print.self, Example.self])

    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Reports all that is wrong with the settings, by line and key; exit code 78 if anything is.",
            discussion: """
                It checks the settings and what they name: files, certificates, keys, ports. Problems that do not keep \
                the gateway from starting are warnings, and do not change the exit code.
                """)

        @OptionGroup var options: SettingsOptions

        func run() async throws {
            let check: SettingsCheck
            do throws(SettingsError) {
                check = try await SettingsCheck(
                    flags: options.flags, environment: ProcessInfo.processInfo.environment, file: options.config)
            } catch {
                throw refused(error)
            }
            for warning in check.warnings { complain("warning: \(warning)") }
            guard check.problems.isEmpty else { throw refused(SettingsError(problems: check.problems)) }
            print("The settings are in order.")
            print("\(Parking.decide(try options.load()).summary).")
        }
    }

    struct Print: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Prints the settings in force as YAML, each with its source, without secrets.")

        @OptionGroup var options: SettingsOptions

        func run() throws {
            let text = try checked { () throws(SettingsError) in
                try GatewaySettings.print(
                    flags: options.flags, environment: ProcessInfo.processInfo.environment, file: options.config)
            }
            print(text, terminator: "")
        }
    }

    struct Example: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Prints a configuration file with every setting: what it does, its range and its default.")

        func run() {
            print(SettingsExample.text, terminator: "")
        }
    }
}

/// Reports what is wrong with the settings on standard error, one line a problem, and ends the program with
/// `EX_CONFIG` of sysexits.h, which tells a supervisor that restarting will not help.
func checked<Value>(_ read: () throws(SettingsError) -> Value) throws -> Value {
    do {
        return try read()
    } catch {
        throw refused(error)
    }
}

private func refused(_ error: SettingsError) -> ExitCode {
    complain(error.description)
    return ExitCode(78)
}

private func complain(_ text: String) {
    FileHandle.standardError.write(Data((text + "\n").utf8))
}
