"""How large and how strange a foreign file may be; asked before anything parses it."""
