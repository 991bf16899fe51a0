/// Values by name, with the names in order beside them: looking one up is as fast as in a dictionary, and a page of a
/// list costs what it holds, however many values there are.
package struct Book<Name: CheckedName, Value> {
    private var byName: [Name: Value]
    private var order: SortedArray<Name>

    /// The values by the names that `name` gives them, all different.
    package init(_ values: some Collection<Value>, by name: (Value) -> Name) {
        byName = Dictionary(uniqueKeysWithValues: values.map { (name($0), $0) })
        order = SortedArray(byName.keys)
    }

    /// The value of a name; setting nil removes the name.
    package subscript(name: Name) -> Value? {
        get { byName[name] }
        set {
            let isThere = byName[name] != nil
            byName[name] = newValue
            if newValue != nil, !isThere { order.insert(name) }
            if newValue == nil, isThere { order.remove(name) }
        }
    }

    /// Adds or replaces many: new values are put in place in one pass.
    package mutating func put(_ values: some Collection<Value>, by name: (Value) -> Name) {
        var new: [Name] = []
        for value in values where byName.updateValue(value, forKey: name(value)) == nil { new.append(name(value)) }
        order.formUnion(new)
    }

    /// How many there are.
    package var count: Int { byName.count }
    /// The values, in no order.
    package var values: Dictionary<Name, Value>.Values { byName.values }
    /// The names, ascending.
    package var names: [Name] { order.elements }

    /// The values in the order of their names, beginning after `text`, be it a name that is there or any other text;
    /// nil: from the first.
    package func values(after text: String?) -> some Sequence<Value> {
        order.suffix { name in text.map { $0 < name.text } ?? true }.lazy.compactMap { byName[$0] }
    }
}

extension Book: Sendable where Value: Sendable {}
