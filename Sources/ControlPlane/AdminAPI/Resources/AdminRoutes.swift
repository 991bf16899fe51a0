import BoardProtocol

/// Answers the requests that may be carried out; one file for each resource.
struct AdminRoutes: Sendable {
    let ports: any AdminPorts
    let limits: AdminLimits
    let counters: AdminCounters

    /// Throws `Problem` for a request that is wrong in itself, `AdminError` for one that the gateway refuses.
    func answer(_ call: AdminCall, on route: Route) async throws -> Answer {
        switch route {
        case .listCustomers: try await listCustomers(call)
        case .createCustomer: try await createCustomer(call)
        case .showCustomer: try await showCustomer(call)
        case .changeCustomer: try await changeCustomer(call)
        case .deleteCustomer: try await deleteCustomer(call)
        case .listUsers: try await listUsers(call)
        case .showUser: try await showUser(call)
        case .putUser: try await putUser(call)
        case .deleteUser: try await deleteUser(call)
        case .showLicences: try await showLicences(call)
        case .changeLicences: try await changeLicences(call)
        case .listEnrolmentKeys: try await listEnrolmentKeys(call)
        case .createEnrolmentKey: try await createEnrolmentKey(call)
        case .deleteEnrolmentKey: try await deleteEnrolmentKey(call)
        case .listDevices: try await listDevices(call)
        case .showDevice: try await showDevice(call)
        case .changeDevice: try await changeDevice(call)
        case .deleteDevice: try await deleteDevice(call)
        case .sendCallEvents: try await sendCallEvents(call)
        case .listBoards: try await listBoards(call)
        case .showHealth: showHealth()
        case .showReadiness: await showReadiness()
        case .showMetrics: await showMetrics()
        case .showOpenAPI: showOpenAPI()
        }
    }

    /// One page of a list: `items`, and `nextCursor` where more follow. The items are in the order of their sort keys,
    /// and no two have the same; `write` writes the members of one.
    func list<Item>(
        _ items: [Item], for call: AdminCall, by sortKey: (Item) -> String, _ write: (inout JSONWriter, Item) -> Void
    ) throws(Problem) -> Answer {
        let slice = try call.page(limits).slice(items, by: sortKey)
        return .json { json in
            json.beginObject()
            json.list("items", slice.items, write)
            if let cursor = slice.nextCursor { json.member("nextCursor", cursor) }
            json.endObject()
        }
    }
}
