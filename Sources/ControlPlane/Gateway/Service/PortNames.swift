import AdminAPI

// As in ShellNames.swift: the port's words for pages, where the pages' own module is not imported.

typealias PortAsset = PageAsset
typealias PortAnswer = PageAnswer
typealias PortViewer = PageViewer
