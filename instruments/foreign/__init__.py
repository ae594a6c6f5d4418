"""What the importers of other programs' forms have in common: expressions, markup, names."""
