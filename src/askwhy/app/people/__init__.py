"""One person at a time: their story, what the owner decides about them, favours."""
