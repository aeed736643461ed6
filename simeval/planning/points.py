"""Differences of rates in percentage points."""

from __future__ import annotations


def in_points(difference: float) -> str:
    """Spell a difference, e.g. 0.1 as "10 points"."""
    number = f"{100 * difference:.3g}"
    return f"{number} point" if number == "1" else f"{number} points"
