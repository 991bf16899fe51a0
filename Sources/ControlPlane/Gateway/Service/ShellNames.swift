import AdminPages

// The module of the pages has a type of its own name, and shares names with the port that serves them: here, where nothing
// else is imported, they get names that mean one thing.

typealias PageShells = AdminPages
typealias ShellViewer = PageViewer
typealias ShellAnswer = PageAnswer
