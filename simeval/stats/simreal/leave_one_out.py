"""How much one policy makes the correlation."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from simeval.stats.simreal.coefficients import pearson, sim_and_real


class LeaveOneOut(NamedTuple):
    """The range of Pearson's r with each policy left out in turn."""

    lowest: float | None
    highest: float | None
    without: tuple[float | None, ...]
    """r without the i-th policy; None where it is then undefined."""


def leave_one_policy_out(*, sim: ArrayLike, real: ArrayLike) -> LeaveOneOut:
    """Return r without each policy: a single weak policy can make r close to 1 on its own."""
    s, r = sim_and_real(sim, real)
    without = tuple(
        pearson(sim=np.delete(s, i), real=np.delete(r, i)) if len(s) > 1 else None
        for i in range(len(s))
    )
    known = [value for value in without if value is not None]
    return LeaveOneOut(min(known, default=None), max(known, default=None), without)
