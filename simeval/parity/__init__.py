"""Replays of recorded traces of another simulator, and how far ours is from them."""
