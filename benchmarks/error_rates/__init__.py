"""Error rates of `simeval.stats` by simulation, one module per family of statistics."""
