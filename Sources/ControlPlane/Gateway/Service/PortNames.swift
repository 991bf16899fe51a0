import AdminAPI

// As in ShellNames.swift: the port's names for pages, where the pages' own module is not imported.

typealias PortAsset = PageAsset
typealias PortAnswer = PageAnswer
typealias PortViewer = PageViewer
