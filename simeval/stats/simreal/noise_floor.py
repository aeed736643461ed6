"""The MMRV that a perfect simulator would show, and a useless one, at the same numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from simeval.errors import InputError
from simeval.stats.inputs import finite_array, vector
from simeval.stats.scalars import MOST_TRIALS, check_whole
from simeval.stats.simreal.mmrv import Variant, mmrv_of_rows

_RATES = (0.1, 0.9)


class NoiseFloor(NamedTuple):
    """The spread of MMRV under two simulators."""

    perfect_mean: float
    """Mean MMRV where both columns have the same true rates: nothing but sampling noise."""
    perfect_high: float
    """Its 95 % quantile: an MMRV below it cannot be told from a perfect simulator's."""
    uninformative_mean: float
    """Mean MMRV where the simulator's true rates have nothing to do with the real ones."""
    policies: int
    sim_trials: tuple[int, ...]
    """Per policy."""
    real_trials: tuple[int, ...]
    """Per policy."""


def mmrv_noise_floor(
    *,
    policies: int,
    sim_trials: int | Sequence[int],
    real_trials: int | Sequence[int],
    rates: ArrayLike | None = None,
    variant: Variant = "simpler",
    draws: int = 4000,
    seed: int = 0,
) -> NoiseFloor:
    """Simulate the MMRV of a perfect and of an uninformative simulator.

    Args:
        policies: Number of policies.
        sim_trials: Trials per policy in simulation; one number, or one for each policy.
        real_trials: Trials per policy on the robot, likewise.
        rates: True rates to take; the uninformative simulator has them in random order. By
            default they are drawn evenly from [0.1, 0.9], anew in each draw.
        variant: Which MMRV.
        draws: Simulated experiments.
        seed: Of the draws.
    """
    check_whole(policies, what="policies", least=2)
    check_whole(draws, what="draws", least=1)
    n_sim = _per_policy(sim_trials, policies, what="sim_trials")
    n_real = _per_policy(real_trials, policies, what="real_trials")
    rng = np.random.default_rng(seed)
    shape = (draws, policies)
    if rates is None:
        truth, unrelated = rng.uniform(*_RATES, shape), rng.uniform(*_RATES, shape)
    else:
        fixed = vector(rates, what="rates", least=2)
        if len(fixed) != policies or (fixed < 0).any() or (fixed > 1).any():
            raise InputError(f"need {policies} rates in [0, 1], got {fixed.tolist()}")
        truth = np.tile(fixed, (draws, 1))
        unrelated = rng.permuted(truth, axis=1)
    real = rng.binomial(n_real, truth) / n_real
    perfect = mmrv_of_rows(rng.binomial(n_sim, truth) / n_sim, real, variant)
    useless = mmrv_of_rows(rng.binomial(n_sim, unrelated) / n_sim, real, variant)
    return NoiseFloor(
        perfect_mean=float(perfect.mean()),
        perfect_high=float(np.quantile(perfect, 0.95)),
        uninformative_mean=float(useless.mean()),
        policies=policies,
        sim_trials=tuple(n_sim.tolist()),
        real_trials=tuple(n_real.tolist()),
    )


def _per_policy(trials: int | Sequence[int], policies: int, *, what: str) -> NDArray[np.int_]:
    counts = np.atleast_1d(finite_array(trials, what=what))
    whole = (counts % 1 == 0) & (counts >= 1) & (counts <= MOST_TRIALS)
    if counts.shape not in ((1,), (policies,)) or not whole.all():
        raise InputError(
            f"{what}: need at least 1 trial per policy and at most {MOST_TRIALS}, one number or "
            f"{policies}, got {trials}"
        )
    return np.broadcast_to(counts.astype(np.int_), (policies,))
