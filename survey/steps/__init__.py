"""The work, in order: each step reads, decides and writes."""
