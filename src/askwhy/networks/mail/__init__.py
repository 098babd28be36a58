"""E-mail as a network: a stranger's first letter is a request, what follows is messages."""
