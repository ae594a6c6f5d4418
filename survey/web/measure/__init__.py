"""Pages on whether the measurement is good."""
