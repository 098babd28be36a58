"""Seeds: sentences made up for each value in eight languages, from which the models start.

All are synthetic: written for this purpose, by nobody in particular to nobody in particular.
None of them stands in a test set. A file is one language; each value has eight or more.
"""
