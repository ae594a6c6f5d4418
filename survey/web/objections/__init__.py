"""Right of reply: a unit's own cases, what it objects to, who decides, the public ledger, the list of test contacts."""
