"""The options of `simeval compare`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(kw_only=True)
class CompareConfig:
    """Every key that `simeval compare` understands, with its default."""

    confidence: float = 0.95
    """Level of every interval."""
    shared: bool = False
    """Where tasks, initial conditions or seeds differ, compare the episodes that both have."""
    unpaired: bool = False
    """Compare the counts as independent samples, whatever the protocols."""
    list: int = 8
    """How many discordant pairs to list; --json has them all."""
