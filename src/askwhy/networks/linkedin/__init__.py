"""LinkedIn: read by export and official API; acted on by a person, never by a program."""
