"""Lists of phrases in eight languages, which a person can read from top to bottom and extend."""
