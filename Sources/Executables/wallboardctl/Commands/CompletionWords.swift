import AdminClient
import ArgumentParser
import BoardProtocol
import Values

/// The words of a command line being typed, as far as completing an id needs them.
struct CompletionWords: Hashable {
    /// The value of each option that says where the gateway is.
    private(set) var options: [String: String] = [:]
    /// What is neither an option nor the value of one of those, without the program itself.
    private(set) var positions: [String] = []

    init(_ words: [String]) {
        var rest = words.dropFirst()
        while let word = rest.popFirst() {
            if ["--url", "--token-file", "--ca", "--client-cert"].contains(word) {
                options[word] = rest.popFirst()
            } else if !word.hasPrefix("-") {
                positions.append(word)
            }
        }
    }

    /// The customer of a command such as `devices show CUSTOMER DEVICE`.
    var customer: String? { positions.count > 2 ? positions[2] : nil }

    /// The member `id` of each item of the list at `path`, one page of it; nothing if the gateway does not answer
    /// soon.
    func ids(at path: AdminPath) async -> [String] {
        var limits = AdminClientLimits()
        limits.connectSeconds = 1
        limits.requestSeconds = 2
        do {
            let endpoint = try AdminEndpoint(
                url: options["--url"], tokenFile: options["--token-file"], trustRoots: options["--ca"],
                clientCertificate: options["--client-cert"])
            return try await AdminClient.with(endpoint, limits: limits) { client in
                try await client.items(of: path, most: limits.pageSize).compactMap { $0["id"]?.string?.printable }
            }
        } catch {
            // There is nobody to report to: the shell waits for words.
            return []
        }
    }
}

extension CompletionKind {
    /// The ids of the customers that the token may see.
    static var customers: CompletionKind {
        .custom { words, _, _ in await CompletionWords(words).ids(at: Customers.path) }
    }

    /// The ids of the boards of the customer that is typed already.
    static var devices: CompletionKind {
        .custom { words, _, _ in
            let words = CompletionWords(words)
            guard let customer = words.customer else { return [] }
            return await words.ids(at: Devices.path(customer))
        }
    }

    /// The ids of the dashboards of the customer that is typed already.
    static var dashboards: CompletionKind {
        .custom { words, _, _ in
            let words = CompletionWords(words)
            guard let customer = words.customer else { return [] }
            return await words.ids(at: Dashboards.path(customer))
        }
    }

    /// The ids of the users of the customer that is typed already.
    static var users: CompletionKind {
        .custom { words, _, _ in
            let words = CompletionWords(words)
            guard let customer = words.customer else { return [] }
            return await words.ids(at: Users.path(customer))
        }
    }
}
