"""`simeval plan`: how many episodes, pairs and policies a claim needs."""
