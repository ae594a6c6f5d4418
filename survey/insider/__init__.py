"""Plays the insider: what can whoever holds the file, the logs and the backups say about who answered what?"""
