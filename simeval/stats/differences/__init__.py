"""Intervals and tests of a difference of two success rates, paired and unpaired."""
