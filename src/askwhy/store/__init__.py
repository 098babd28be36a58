"""The record: facts and what was done, in one SQLite file or in PostgreSQL. All SQL is here."""
