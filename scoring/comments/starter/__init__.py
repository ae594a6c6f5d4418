"""Comments that we wrote ourselves, with their categories, and the tagger of the first day that learns from them."""
