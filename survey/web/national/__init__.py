"""The national report of a wave, its press sheet, and what earlier tests found."""
