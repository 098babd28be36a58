"""Figures that anyone can print again: `make bench`, or one part with `python -m bench.NAME`."""
