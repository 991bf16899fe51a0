/// JSON merge patch (RFC 7396): how an `update` changes the state that a board has.
package enum MergePatch {
    /// Changes `target` by `patch`, as section 2 says: members of an object are changed one by one, `null` removes a
    /// member, everything else replaces what was there. Arrays are replaced whole.
    package static func apply(_ patch: JSON, to target: inout JSON) {
        guard case .object(let changes) = patch else {
            target = patch
            return
        }
        var members = takeObject(&target)
        for change in changes {
            if case .null = change.value {
                members[change.key] = nil
            } else {
                var value = members.take(change.key) ?? .null
                apply(change.value, to: &value)
                members[change.key] = value
            }
        }
        target = .object(members)
    }

    /// The members of `target`, which is left empty, so that they can be changed without being copied. No members if it
    /// is not an object.
    private static func takeObject(_ target: inout JSON) -> JSONObject {
        guard case .object(let members) = target else { return JSONObject() }
        target = .null
        return members
    }
}
