"""The gate of fixed size: Tango's paired score test, read once, in both directions."""

from __future__ import annotations

from typing import NamedTuple


class FixedTest(NamedTuple):
    """Two one-sided p-values."""

    p_pass: float
    """Of "worse by the margin or more"."""
    p_fail: float
    """Of "worse by no more than the margin"."""


def fixed_test(*, wins: int, losses: int, pairs: int, margin: float) -> FixedTest:
    """Return both p-values; see `tango_score`. Without pairs nothing is known.

    Args:
        wins: Pairs that only the candidate solved.
        losses: Pairs that only the other policy solved.
        pairs: All pairs.
        margin: By how much the candidate may be worse.
    """
    from simeval.stats import tango_score
    from simeval.stats.scalars import upper_tail

    if pairs == 0:
        return FixedTest(1.0, 1.0)
    z = tango_score(new_only=wins, base_only=losses, pairs=pairs, difference=-margin)
    return FixedTest(upper_tail(z), upper_tail(-z))
