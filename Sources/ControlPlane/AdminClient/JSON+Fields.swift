import Values

extension JSON {
    /// An object of the fields that have a value; a field given as nil is left out, one given as `.null` is sent.
    ///
    /// Precondition: no field is there twice.
    package static func fields(_ fields: KeyValuePairs<String, JSON?>) -> JSON {
        var object = JSONObject()
        for (key, value) in fields {
            precondition(object[key] == nil, "the field \(key) is there twice")
            object[key] = value
        }
        return .object(object)
    }
}
