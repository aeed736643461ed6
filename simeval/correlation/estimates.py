"""Each coefficient with its two intervals, or the reason why there is none."""

from __future__ import annotations

from typing import Literal

from simeval.correlation.agreement import Ends, Estimate, Method
from simeval.correlation.columns import Columns
from simeval.correlation.settings import Settings
from simeval.stats.simreal.calibration import (
    calibration,
    distances_new_policies,
    line_new_policies,
)
from simeval.stats.simreal.coefficients import kendall, pearson, spearman
from simeval.stats.simreal.gaps import bias_interval_these_policies
from simeval.stats.simreal.new_policies import (
    FEWEST_POLICIES,
    fisher_interval,
    pearson_interval_new_policies,
    rank_interval_new_policies,
)
from simeval.stats.simreal.order_bounds import kendall_interval_these_policies
from simeval.stats.simreal.these_policies import pearson_interval_these_policies
from simeval.stats.wilson import Interval

_NOISE_ADDS = "noise can only add to it; hold it against what noise alone would make"
_NOISE_MOVES_RANKS = "no interval of known coverage; see Kendall's"
_DESCRIPTION = "describes the rates seen"
_PERFECT = "r is exactly 1 or -1, which leaves nothing to estimate an error from"


def pearson_estimate(columns: Columns, settings: Settings) -> Estimate:
    """Return Pearson's r: episodes redrawn and corrected for noise, and Fisher's z.

    With training runs of several policies the second is the bootstrap over runs and episodes.
    """
    if why := columns.why_no_coefficient:
        return _none(why)
    value = pearson(sim=columns.sim_rates, real=columns.real_rates)
    these = _these_pearson(columns, settings)
    method, new, why_no_new = _new_pearson(columns, settings)
    return Estimate(
        value=value,
        these_policies=these,
        new_policies=new,
        new_policies_method=method if new else None,
        why_no_these_policies=None if these else columns.why_no_outcomes,
        why_no_new_policies=None if new else why_no_new,
    )


def spearman_estimate(columns: Columns, settings: Settings) -> Estimate:
    """Return Spearman's coefficient, for new policies by bootstrap over runs and episodes."""
    if why := columns.why_no_coefficient:
        return _none(why)
    new, why_no_new = _new_ranks(columns, settings, "spearman")
    return Estimate(
        value=spearman(sim=columns.sim_rates, real=columns.real_rates),
        new_policies=new,
        new_policies_method="bootstrap" if new else None,
        why_no_these_policies=_NOISE_MOVES_RANKS,
        why_no_new_policies=why_no_new,
    )


def kendall_estimate(columns: Columns, settings: Settings) -> Estimate:
    """Return Kendall's tau-b; these policies by the pairs whose order is known."""
    if why := columns.why_no_coefficient:
        return _none(why)
    new, why_no_new = _new_ranks(columns, settings, "kendall")
    these = None
    if columns.outcomes:
        sim, real = columns.outcomes
        these = _ends(
            kendall_interval_these_policies(sim=sim, real=real, confidence=settings.confidence)
        )
    return Estimate(
        value=kendall(sim=columns.sim_rates, real=columns.real_rates),
        these_policies=these,
        new_policies=new,
        new_policies_method="bootstrap" if new else None,
        why_no_these_policies=None if these else columns.why_no_outcomes,
        why_no_new_policies=why_no_new,
    )


def distance_estimates(columns: Columns, settings: Settings) -> tuple[Estimate, Estimate]:
    """Return mean absolute gap and bias; new policies by Student's t over training runs."""
    if columns.refusal:
        return _none(columns.refusal), _none(columns.refusal)
    found = calibration(sim=columns.sim_rates, real=columns.real_rates)
    new = distances_new_policies(
        sim=columns.sim_rates,
        real=columns.real_rates,
        training_runs=columns.training_runs,
        confidence=settings.confidence,
    )
    these = None
    if columns.outcomes:
        sim, real = columns.outcomes
        these = _ends(
            bias_interval_these_policies(sim=sim, real=real, confidence=settings.confidence)
        )
    why_no_new = None if new else _too_few(columns)
    method: Method | None = "t" if new else None
    mae = Estimate(
        value=found.mean_absolute_error,
        new_policies=_ends(new and new.mean_absolute_error),
        new_policies_method=method,
        why_no_these_policies=_NOISE_ADDS,
        why_no_new_policies=why_no_new,
    )
    bias = Estimate(
        value=found.bias,
        these_policies=these,
        new_policies=_ends(new and new.bias),
        new_policies_method=method,
        why_no_these_policies=None if these else columns.why_no_outcomes,
        why_no_new_policies=why_no_new,
    )
    return mae, bias


def line_estimates(columns: Columns, settings: Settings) -> tuple[Estimate, Estimate]:
    """Return slope and intercept of the least-squares line real = intercept + slope * sim."""
    if why := columns.why_no_coefficient:
        return _none(why), _none(why)
    found = calibration(sim=columns.sim_rates, real=columns.real_rates)
    new, why_no_new = None, "policies of one training run are not independent"
    if not columns.grouped:
        why_no_new = _too_few(columns)
        new = line_new_policies(
            sim=columns.sim_rates, real=columns.real_rates, confidence=settings.confidence
        )
    slope, intercept = (
        Estimate(
            value=value,
            new_policies=ends,
            new_policies_method="t" if ends else None,
            why_no_these_policies=_DESCRIPTION,
            why_no_new_policies=None if ends else why_no_new,
        )
        for value, ends in (
            (found.slope, _ends(new and new.slope)),
            (found.intercept, _ends(new and new.intercept)),
        )
    )
    return slope, intercept


def _these_pearson(columns: Columns, settings: Settings) -> Ends | None:
    if columns.outcomes is None:
        return None
    sim, real = columns.outcomes
    found = pearson_interval_these_policies(
        sim=sim,
        real=real,
        confidence=settings.confidence,
        resamples=settings.resamples,
        seed=settings.seed,
    )
    return _ends(found and found.interval)


def _new_pearson(columns: Columns, settings: Settings) -> tuple[Method, Ends | None, str]:
    if columns.runs < FEWEST_POLICIES:
        return "fisher", None, _too_few(columns)
    if not columns.grouped:
        found = fisher_interval(
            sim=columns.sim_rates, real=columns.real_rates, confidence=settings.confidence
        )
        return "fisher", _ends(found), _PERFECT
    if columns.outcomes is None:
        return "bootstrap", None, columns.why_no_outcomes
    sim, real = columns.outcomes
    found = pearson_interval_new_policies(
        sim=sim,
        real=real,
        training_runs=columns.training_runs,
        confidence=settings.confidence,
        resamples=settings.resamples,
        seed=settings.seed,
    )
    return "bootstrap", _ends(found), _too_few(columns)


def _new_ranks(
    columns: Columns, settings: Settings, coefficient: Literal["spearman", "kendall"]
) -> tuple[Ends | None, str | None]:
    if columns.runs < FEWEST_POLICIES:
        return None, _too_few(columns)
    if columns.outcomes is None:
        return None, columns.why_no_outcomes
    sim, real = columns.outcomes
    found = rank_interval_new_policies(
        sim=sim,
        real=real,
        coefficient=coefficient,
        training_runs=columns.training_runs,
        confidence=settings.confidence,
        resamples=settings.resamples,
        seed=settings.seed,
    )
    return _ends(found), None


def _too_few(columns: Columns) -> str:
    return f"needs at least {FEWEST_POLICIES} independent policies, here {columns.runs}" + (
        " training runs" if columns.grouped else ""
    )


def _none(why: str) -> Estimate:
    return Estimate(value=None, why_none=why, why_no_these_policies=why, why_no_new_policies=why)


def _ends(interval: Interval | None) -> Ends | None:
    return None if interval is None else (interval.low, interval.high)
