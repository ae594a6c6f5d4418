"""The XPath subset of XLSForm: text to tree, tree to closures, closures to values."""
