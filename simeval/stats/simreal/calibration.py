"""How far simulated rates are from real ones: a high correlation does not say."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from simeval.stats.simreal.coefficients import sim_and_real


class Calibration(NamedTuple):
    """Distances between simulated and real rates over the same policies."""

    mean_absolute_error: float
    bias: float
    """Mean of sim - real: negative means that the simulator is harder."""
    largest_gap: float
    slope: float | None
    """Of the least-squares line real = intercept + slope · sim; None where sim is constant."""
    intercept: float | None


def calibration(*, sim: ArrayLike, real: ArrayLike) -> Calibration:
    """Return MAE, signed bias, largest gap and the line that predicts real from sim."""
    s, r = sim_and_real(sim, real)
    gaps = s - r
    slope: float | None = None
    intercept: float | None = None
    if len(s) >= 2 and np.ptp(s) > 0:
        centred = s - s.mean()
        slope = float(centred @ (r - r.mean())) / float(centred @ centred)
        intercept = float(r.mean()) - slope * float(s.mean())
    return Calibration(
        mean_absolute_error=float(np.abs(gaps).mean()),
        bias=float(gaps.mean()),
        largest_gap=float(np.abs(gaps).max()),
        slope=slope,
        intercept=intercept,
    )
