"""Versioned rules: exact lists and tests, no inference. Readable by whoever decides whom to ask."""
