import Values
import WallboardCore

extension BodyReader {
    /// Reads `goals`, a merge patch of them; nil where the field is missing. What is wrong with a goal is a mistake of
    /// the body; the failure, thrown when the body is right otherwise, is a contradiction.
    mutating func goals() -> Result<GoalsPatch, Problem>? {
        guard let json = optional("goals", FieldRule<JSON>.anything) else { return nil }
        do throws(GoalMistakes) {
            return .success(try GoalsPatch(json))
        } catch {
            let problem = Problem(error)
            if case .fields(let errors) = problem.extras, problem.kind == .invalidFields {
                for error in errors { refuse(error.field, error.reason) }
            }
            return .failure(problem)
        }
    }
}

extension FieldRule where Value == JSON {
    /// Any value: what is read of it says what is wrong.
    fileprivate static let anything = Self(expectation: "must be a JSON value") { $0 }
}
