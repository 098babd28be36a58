"""Matrix as a network: invites and knocks are requests, direct rooms hold the messages."""
