"""Policies of two levels: one says what to do next, the other does it."""
