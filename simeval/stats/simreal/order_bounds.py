"""Which orders of the policies the trials allow, and Kendall's tau over them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from simeval.errors import InputError
from simeval.stats.inputs import check_fraction
from simeval.stats.simreal.trials import MeasuredRate
from simeval.stats.wilson import Interval


def kendall_interval_these_policies(
    *,
    sim: Sequence[MeasuredRate],
    real: Sequence[MeasuredRate],
    confidence: float = 0.95,
) -> Interval:
    """Return bounds of Kendall's tau of the true rates of these policies, whatever they are.

    All 2N rates lie in their intervals at once with the given confidence (intervals at the level
    confidence^(1/2N): Z. Šidák 1967, JASA 62(318), 626-633). A pair of policies whose intervals
    do not overlap on either side has a known sign; every other pair may count as +1 or -1. So it is
    conservative, and needs neither a bootstrap nor many policies. Bootstrap intervals of rank
    coefficients do not cover: noise only ever moves true ranks apart.

    Raises:
        InputError: There are fewer than two policies, or not the same number on both sides.
    """
    check_fraction(confidence, what="confidence")
    if len(sim) != len(real) or len(sim) < 2:
        raise InputError(
            f"need the same policies in sim and real, at least 2, got {len(sim)} and {len(real)}"
        )
    level = confidence ** (1 / (2 * len(sim)))
    signs = known_order(sim, level) * known_order(real, level)
    pairs = signs[np.triu_indices(len(sim), 1)]
    known, unknown = int(pairs.sum()), int((pairs == 0).sum())
    return Interval((known - unknown) / len(pairs), (known + unknown) / len(pairs))


def known_order(rates: Sequence[MeasuredRate], confidence: float) -> NDArray[np.int_]:
    """Return 1 where policy i is above j, -1 where below, 0 where their intervals overlap."""
    ends = np.array([rate.interval(confidence) for rate in rates])
    low, high = ends[:, 0], ends[:, 1]
    above = low[:, None] > high[None, :]
    return np.asarray(above.astype(int) - above.T.astype(int))
