"""A real rate from few real and many simulated episodes."""

from __future__ import annotations

from typing import Any

import numpy as np

from error_rates.experiment import Draw, Entry, any_seed, covers
from simeval import stats


def _columns(rng: np.random.Generator, differ: float) -> dict[str, Any]:
    """25 real episodes and 300 further simulated ones."""
    sim = (rng.random(325) < 0.6).astype(float)
    real = np.where(rng.random(325) < differ, 1 - sim, sim)
    return {"real": real[:25], "sim_paired": sim[:25], "sim_extra": sim[25:]}


def _truth(differ: float) -> float:
    return 0.6 * (1 - differ) + 0.4 * differ


def _ppi(differ: float, *, small_sample: bool) -> Draw:
    def draw(rng: np.random.Generator) -> bool:
        found = stats.ppi_mean(**_columns(rng, differ), small_sample=small_sample)
        return covers(found.interval, _truth(differ))

    return draw


def _one_stage(differ: float) -> Draw:
    def draw(rng: np.random.Generator) -> bool:
        found = stats.one_stage_interval(**_columns(rng, differ), seed=any_seed(rng))
        return covers(found.interval, _truth(differ))

    return draw


def _two_stage(rng: np.random.Generator) -> bool:
    return covers(stats.two_stage_interval(**_columns(rng, 0.15)).interval, _truth(0.15))


ENTRIES = [
    Entry("ppi n=25", _ppi(0.15, small_sample=False), "coverage"),
    Entry("ppi n=25, small_sample", _ppi(0.15, small_sample=True), "coverage"),
    Entry("ppi n=25, small_sample, 3 % differ", _ppi(0.03, small_sample=True), "coverage"),
    Entry("one_stage n=25", _one_stage(0.15), "coverage", True),
    Entry("one_stage n=25, 3 % differ", _one_stage(0.03), "coverage", True),
    Entry("two_stage n=25", _two_stage, "coverage", True),
]
