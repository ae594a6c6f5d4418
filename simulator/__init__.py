"""Plays municipalities, citizens and testers, as a process of its own."""
