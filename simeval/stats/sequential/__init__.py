"""Decisions while the episodes come in, valid at any time one looks."""
