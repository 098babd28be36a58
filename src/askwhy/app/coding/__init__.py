"""Texts and their codes: machines, persons, their agreement, files for other programs."""
