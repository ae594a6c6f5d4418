"""Plays the citizens of the demo: a mail server that they read at, and browsers that they answer with."""
