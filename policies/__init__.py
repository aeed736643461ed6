"""Policies: what the runner evaluates."""
