"""A unit's improvement report told in words, as a document in the reader's language."""
