"""Shader packs of our own."""
