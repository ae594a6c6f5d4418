"""What it is worth: scores, intervals, ranks, and the tagging of comments."""
