"""MMRV beside its noise floor, and the pairs that make it."""

from __future__ import annotations

import numpy as np

from simeval.correlation.agreement import MmrvEstimate, Violation
from simeval.correlation.columns import Columns
from simeval.correlation.settings import Settings
from simeval.correlation.side import Cell
from simeval.stats.simreal.mean_of_tasks import MeanOfTasks
from simeval.stats.simreal.mmrv import mmrv, rank_violations
from simeval.stats.simreal.noise_floor import mmrv_noise_floor
from simeval.stats.simreal.these_policies import mmrv_interval_these_policies
from simeval.stats.simreal.trials import MeasuredRate, Trials


def mmrv_estimate(columns: Columns, settings: Settings) -> MmrvEstimate:
    """Return MMRV in the form of SIMPLER's code; the sign form too where simulated rates tie."""
    why = columns.refusal or ("one policy has no ranking" if len(columns.policies) < 2 else None)
    if why:
        return MmrvEstimate(value=None, why_none=why, why_no_interval=why)
    sim, real = columns.sim_rates, columns.real_rates
    tied = len(np.unique(sim)) < len(sim)
    sign = mmrv(sim=sim, real=real, variant="sign") if tied else None
    value = mmrv(sim=sim, real=real)
    if columns.outcomes is None:
        return MmrvEstimate(value=value, sign_value=sign, why_no_interval=columns.why_no_outcomes)
    low, high = mmrv_interval_these_policies(
        sim=columns.outcomes[0],
        real=columns.outcomes[1],
        confidence=settings.confidence,
        resamples=settings.resamples,
        seed=settings.seed,
    )
    floor = mmrv_noise_floor(
        policies=len(sim),
        sim_trials=[independent_trials(cell) for cell in columns.sim],
        real_trials=[independent_trials(cell) for cell in columns.real],
        seed=settings.seed,
    )
    return MmrvEstimate(
        value=value,
        these_policies=(low, high),
        sign_value=sign,
        noise_floor_mean=floor.perfect_mean,
        noise_floor_95=floor.perfect_high,
        useless_mean=floor.uninformative_mean,
    )


def violations(columns: Columns) -> tuple[Violation, ...]:
    """Return the pairs in wrong order, the largest real gap first."""
    if columns.refusal or len(columns.policies) < 2:
        return ()
    names = columns.policies
    return tuple(
        Violation(
            first=names[pair.first],
            second=names[pair.second],
            sim_gap=pair.sim_gap,
            real_gap=pair.real_gap,
        )
        for pair in rank_violations(sim=columns.sim_rates, real=columns.real_rates)
    )


def independent_trials(cell: Cell) -> int:
    """Return how many independent trials a rate is worth, for its noise floor.

    Starts where trials repeat a start. For a mean over T tasks T² / Σ 1/n, which with equal n is
    their sum, and never makes the error of the mean too small.
    """
    assert cell.outcomes is not None
    return max(1, int(_worth(cell.outcomes)))


def _worth(outcomes: MeasuredRate) -> float:
    if isinstance(outcomes, MeanOfTasks):
        return len(outcomes.tasks) ** 2 / sum(1 / _worth(task) for task in outcomes.tasks)
    assert isinstance(outcomes, Trials)
    return len(outcomes.cluster_sizes)
