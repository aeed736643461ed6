"""How many episodes, pairs or policies a claim needs."""
