"""Could a simulator that knows nothing have ranked the policies this well?"""

from __future__ import annotations

import math
from itertools import permutations
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from simeval.errors import InputError
from simeval.stats.scalars import check_whole
from simeval.stats.simreal.coefficients import sim_and_real, undefined

EXACT_UP_TO = 8
"""Policies up to which every order is tried (8! = 40320)."""


class Permutation(NamedTuple):
    """A one-sided test of H0: the order of the simulated rates is arbitrary."""

    p_value: float
    exact: bool
    orders: int
    """Permutations tried; the smallest possible p-value of an exact test is its inverse."""


def permutation_test(
    *, sim: ArrayLike, real: ArrayLike, draws: int = 20_000, seed: int = 0
) -> Permutation:
    """Return the share of orders with a Pearson r at least as large as the one seen.

    Every order up to 8 policies, else (1 + hits)/(1 + draws) over random ones: B. Phipson and G. K.
    Smyth (2010), Statistical Applications in Genetics and Molecular Biology 9(1), 39. With four
    policies p cannot fall below 1/24.

    Raises:
        InputError: Fewer than two policies or a constant column.
    """
    s, r = sim_and_real(sim, real)
    if undefined(s, r):
        raise InputError("a permutation test needs two policies or more and no constant column")
    check_whole(draws, what="draws", least=1)
    s, r = s - s.mean(), r - r.mean()
    # With the margins fixed r grows with Σ s·r; the tolerance keeps ties of other sum orders.
    seen = float(s @ r) - 1e-12 * math.sqrt(float(s @ s) * float(r @ r))
    if len(s) <= EXACT_UP_TO:
        orders = np.array(list(permutations(range(len(s)))))
        hits = int((s[orders] @ r >= seen).sum())
        return Permutation(hits / len(orders), True, len(orders))
    shuffled = np.random.default_rng(seed).permuted(np.tile(s, (draws, 1)), axis=1)
    return Permutation((1 + int((shuffled @ r >= seen).sum())) / (1 + draws), False, draws)
