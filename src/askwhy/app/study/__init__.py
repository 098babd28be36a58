"""A declared study: from its draft over the lock and the cards to its report and its end."""
