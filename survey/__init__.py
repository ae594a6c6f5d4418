"""The service that runs a wave from protocol to ranking."""
