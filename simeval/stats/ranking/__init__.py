"""Strengths of policies from pairwise comparisons."""
