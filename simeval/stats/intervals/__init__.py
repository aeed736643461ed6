"""Intervals of one success rate, and the probability that one rate is above another."""
