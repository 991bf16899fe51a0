import ArgumentParser
import Foundation
import Gateway

struct Config: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Checks or prints the settings.", subcommands: [Check.self, Print.self])

    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Says what is wrong with the settings, by line and key; exit code 78 if anything is.")

        @OptionGroup var options: SettingsOptions

        func run() throws {
            let settings = try options.load()
            try checked { () throws(SettingsError) in
                try settings.checkFiles()
                try settings.checkCertificates()
            }
            print("The settings are in order.")
        }
    }

    struct Print: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Prints the settings in force as YAML, each with where it came from, without secrets.")

        @OptionGroup var options: SettingsOptions

        func run() throws {
            let text = try checked { () throws(SettingsError) in
                try GatewaySettings.print(
                    flags: options.flags, environment: ProcessInfo.processInfo.environment, file: options.config)
            }
            print(text, terminator: "")
        }
    }
}

/// Tells what is wrong with the settings on the standard error, one line a problem, and ends the program with
/// `EX_CONFIG` of sysexits.h, which tells a supervisor that starting again will not help.
func checked<Value>(_ read: () throws(SettingsError) -> Value) throws -> Value {
    do {
        return try read()
    } catch {
        FileHandle.standardError.write(Data((error.description + "\n").utf8))
        throw ExitCode(78)
    }
}
