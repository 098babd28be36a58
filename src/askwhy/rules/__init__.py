"""Versioned rules: exact lists and tests, no inference. Readable by whoever decides whom to ask.

A rule here is a list that a person can read from top to bottom, and a few lines that look a
text up in it. It says what a text is by its words alone: no model, no weight, no guess about
who wrote it. The same text gives the same answer on every machine.

Each module has a `VERSION`, a date followed by a number. It changes whenever any text could be
read otherwise than before, even by one added sentence. `RULES_VERSION` is the newest of them: a
coding is stored with it, so that two reports can be compared or the older one be made again.
Each module's docstring names where its list comes from, and each entry keeps its `Status`:
seen in public, or supposed by us. `docs/rules.md` tells how an owner adds sentences.
"""

RULES_VERSION = "2026-11-22.1"
