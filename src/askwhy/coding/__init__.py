"""Coders of texts."""
