"""Mean maximum rank violation: how far apart, on the real robot, are policies put in wrong order.

Rates must come from counts: rounded ones have ties that the data do not have.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from simeval.stats.inputs import Matrix, Vector, check_choice
from simeval.stats.simreal.coefficients import sim_and_real

Variant = Literal["simpler", "paper", "sign", "strict"]
VARIANTS = ("simpler", "paper", "sign", "strict")

_BLOCK = 4_000_000


class RankViolation(NamedTuple):
    """Two policies that the simulator puts in an order that the real robot does not."""

    first: int
    second: int
    sim_gap: float
    """Simulated rate of the first minus the second."""
    real_gap: float
    """Real rate of the first minus the second."""


def mmrv(*, sim: ArrayLike, real: ArrayLike, variant: Variant = "simpler") -> float | None:
    """Return the mean over policies of the largest violation; None with fewer than two.

    MMRV = 1/N Σ_i max_j |R_i - R_j| · [order of (S_i, S_j) is not that of (R_i, R_j)]: X. Li et
    al. (2024), "Evaluating real-world robot manipulation policies in simulation",
    arXiv:2405.05941. It is not symmetric in sim and real, and it grows with N: compare only at
    equal numbers of policies and trials, beside its noise floor.

    Args:
        sim: Simulated rates, one per policy.
        real: Real rates in the same order.
        variant: The variants differ only where rates tie. "simpler" is the code of SIMPLER,
            [(S_i > S_j) ≠ (R_i > R_j)]; "paper" is its printed form with <; "sign" counts every
            tie on one side only as a violation for both policies; "strict" counts none.
    """
    s, r = sim_and_real(sim, real)
    check_choice(variant, VARIANTS, what="MMRV variant")
    if len(s) < 2:
        return None
    return float(mmrv_of_rows(s[None, :], r[None, :], variant)[0])


def rank_violations(
    *, sim: ArrayLike, real: ArrayLike, variant: Variant = "simpler"
) -> tuple[RankViolation, ...]:
    """Return the pairs in wrong order, the largest real gap first, each pair once."""
    s, r = sim_and_real(sim, real)
    check_choice(variant, VARIANTS, what="MMRV variant")
    wrong = _violations(s[None, :], r[None, :], variant)[0]
    pairs = [
        RankViolation(i, j, float(s[i] - s[j]), float(r[i] - r[j]))
        for i in range(len(s))
        for j in range(i + 1, len(s))
        if (wrong[i, j] or wrong[j, i]) and r[i] != r[j]
    ]
    return tuple(sorted(pairs, key=lambda pair: -abs(pair.real_gap)))


def mmrv_of_rows(sim: Matrix, real: Matrix, variant: Variant = "simpler") -> Vector:
    """Return the MMRV of every row of two arrays of shape (rows, policies)."""
    # All pairs of policies of every row at once: blocks bound the memory.
    block = max(1, _BLOCK // sim.shape[1] ** 2)
    found = []
    for start in range(0, len(sim), block):
        s, r = sim[start : start + block], real[start : start + block]
        gaps = np.abs(r[:, :, None] - r[:, None, :])
        found.append((gaps * _violations(s, r, variant)).max(axis=2).mean(axis=1))
    return np.concatenate(found)


def _violations(sim: Matrix, real: Matrix, variant: Variant) -> NDArray[np.bool_]:
    """Shape (rows, policies, policies)."""
    s_i, s_j = sim[:, :, None], sim[:, None, :]
    r_i, r_j = real[:, :, None], real[:, None, :]
    if variant == "simpler":
        wrong = (s_i > s_j) != (r_i > r_j)
    elif variant == "paper":
        wrong = (s_i < s_j) != (r_i < r_j)
    elif variant == "sign":
        wrong = np.sign(s_i - s_j) != np.sign(r_i - r_j)
    else:
        wrong = (s_i - s_j) * (r_i - r_j) < 0
    return np.asarray(wrong)
