"""Codings out of askwhy and back: lines, tables, coding sheets, and the REFI-QDA standard."""
