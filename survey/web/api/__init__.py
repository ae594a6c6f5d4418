"""The API: what pages do, for programs."""
