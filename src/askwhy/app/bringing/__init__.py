"""Files become facts: exports and the owner's own sheets."""
