/// Distinct elements in ascending order.
///
/// Looking up costs O(log n); inserting and removing move the elements behind the place, which takes microseconds for
/// the few ten thousand small elements that the limits allow.
package struct SortedArray<Element: Comparable> {
    /// The elements, ascending.
    package private(set) var elements: [Element] = []

    /// No elements.
    package init() {}

    /// The distinct elements of a collection in any order.
    package init(_ collection: some Sequence<Element>) {
        for element in collection.sorted() where elements.last != element { elements.append(element) }
    }

    /// The elements that are greater than `element`, ascending; all of them for nil.
    package func elements(after element: Element?) -> ArraySlice<Element> {
        guard let element else { return elements[...] }
        let index = lowerBound(of: element)
        return elements[(index < elements.count && elements[index] == element ? index + 1 : index)...]
    }

    /// The elements from the first one on for which `follows` holds; it must hold for all after that one and for none
    /// before.
    package func suffix(where follows: (Element) -> Bool) -> ArraySlice<Element> {
        elements[elements.firstIndex(inOrder: follows)...]
    }

    /// The least element; nil when empty.
    package var first: Element? { elements.first }
    /// How many elements there are.
    package var count: Int { elements.count }
    /// Whether there is no element.
    package var isEmpty: Bool { elements.isEmpty }

    /// Adds `element` unless an equal one is there; returns whether it was added.
    @discardableResult
    package mutating func insert(_ element: Element) -> Bool {
        let index = lowerBound(of: element)
        if index < elements.count, elements[index] == element { return false }
        elements.insert(element, at: index)
        return true
    }

    /// Adds many, skipping those that are there already. One pass, where adding one after the other moves what is
    /// behind each.
    package mutating func formUnion(_ added: some Collection<Element>) {
        guard added.count > 1 else {
            for element in added { insert(element) }
            return
        }
        self = SortedArray(elements + added)
    }

    /// Removes the element equal to `element`; returns whether there was one.
    @discardableResult
    package mutating func remove(_ element: Element) -> Bool {
        let index = lowerBound(of: element)
        guard index < elements.count, elements[index] == element else { return false }
        elements.remove(at: index)
        return true
    }

    /// Removes the greatest element; nil when empty.
    package mutating func popLast() -> Element? {
        elements.popLast()
    }

    /// The index of the first element that is not less than `element`; `count` when all are less.
    private func lowerBound(of element: Element) -> Int {
        // Most new elements are greater than all existing ones.
        guard let last = elements.last, element <= last else { return elements.count }
        var low = 0
        var high = elements.count - 1
        while low < high {
            let middle = (low + high) / 2
            if elements[middle] < element { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

extension Array {
    /// The index of the first element for which `follows` holds, by binary search: it must hold for all after that one
    /// and for none before; `count` if it holds for none.
    func firstIndex(inOrder follows: (Element) -> Bool) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if follows(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}

extension SortedArray: Equatable {}
extension SortedArray: Sendable where Element: Sendable {}
