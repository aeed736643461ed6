"""Is this checkpoint safe to ship? Candidate against baseline, registered first, then looked at."""
