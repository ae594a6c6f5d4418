"""The register of units: tables that people send in, read, checked and compared with what is known."""
