"""What every interval here depends on besides the data."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Level and resampling."""

    confidence: float = 0.95
    """Level of every interval."""
    resamples: int = 4000
    """Bootstrap copies."""
    seed: int = 0
    """Of the resampling."""
