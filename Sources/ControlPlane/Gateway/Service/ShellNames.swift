import AdminPages

// The module of the pages has a type with its own name, and shares names with the port that serves them: here, where
// nothing else is imported, they get unambiguous names.

typealias PageShells = AdminPages
typealias ShellViewer = PageViewer
typealias ShellAnswer = PageAnswer
