"""The words by which people ask not to be written to, one module for each language.

Source: written down by us from everyday use; no published list was found. Each language has a
table of sentences that count and of sentences that must not, in the tests.
"""

VERSION = "2026-11-22.1"
