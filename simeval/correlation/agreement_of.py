"""All coefficients over one set of policies."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from simeval.correlation.agreement import (
    Agreement,
    Attenuation,
    LeftOneOut,
    PermutationResult,
)
from simeval.correlation.claims import claims_about
from simeval.correlation.columns import Columns
from simeval.correlation.estimates import (
    distance_estimates,
    kendall_estimate,
    line_estimates,
    pearson_estimate,
    spearman_estimate,
)
from simeval.correlation.points import points_of
from simeval.correlation.rank_violations import mmrv_estimate, violations
from simeval.correlation.settings import Settings
from simeval.stats.simreal.gaps import noise_mean_absolute_error
from simeval.stats.simreal.leave_one_out import leave_one_policy_out
from simeval.stats.simreal.permutation import permutation_test
from simeval.stats.simreal.reliability import deattenuated_pearson


def agreement_of(columns: Columns, settings: Settings) -> Agreement:
    """Return every coefficient, with intervals, diagnostics and what may be claimed."""
    mae, bias = distance_estimates(columns, settings)
    slope, intercept = line_estimates(columns, settings)
    largest, policy = _largest_gap(columns)
    found = Agreement(
        policies=columns.policies,
        training_runs=columns.runs,
        sim_trials=tuple(cell.trials for cell in columns.sim),
        real_trials=tuple(cell.trials for cell in columns.real),
        points=points_of(columns, settings),
        pearson=pearson_estimate(columns, settings),
        spearman=spearman_estimate(columns, settings),
        kendall=kendall_estimate(columns, settings),
        mmrv=mmrv_estimate(columns, settings),
        mae=mae,
        bias=bias,
        slope=slope,
        intercept=intercept,
        noise_mae=_noise_mae(columns),
        largest_gap=largest,
        largest_gap_policy=policy,
        permutation=_permutation(columns, settings),
        attenuation=_attenuation(columns),
        leave_one_out=_leave_one_out(columns),
        violations=violations(columns),
        notes=tuple(_notes(columns)),
        claims=(),
    )
    return replace(found, claims=claims_about(found, columns, settings.confidence))


def _notes(columns: Columns) -> Iterator[str]:
    if columns.warning:
        yield columns.warning
    for cell in (*columns.sim, *columns.real):
        yield from cell.notes


def _largest_gap(columns: Columns) -> tuple[float | None, str | None]:
    if columns.refusal:
        return None, None
    gaps = abs(columns.sim_rates - columns.real_rates)
    return float(gaps.max()), columns.policies[int(gaps.argmax())]


def _noise_mae(columns: Columns) -> float | None:
    if columns.refusal or columns.outcomes is None:
        return None
    return noise_mean_absolute_error(sim=columns.outcomes[0], real=columns.outcomes[1])


def _permutation(columns: Columns, settings: Settings) -> PermutationResult | None:
    if columns.why_no_coefficient:
        return None
    found = permutation_test(sim=columns.sim_rates, real=columns.real_rates, seed=settings.seed)
    return PermutationResult(
        p_value=found.p_value,
        exact=found.exact,
        smallest_p=1 / found.orders if found.exact else 1 / (1 + found.orders),
    )


def _attenuation(columns: Columns) -> Attenuation | None:
    if columns.why_no_coefficient or columns.outcomes is None:
        return None
    sim, real = columns.outcomes
    found = deattenuated_pearson(
        sim=columns.sim_rates,
        real=columns.real_rates,
        sim_variances=[rate.variance for rate in sim],
        real_variances=[rate.variance for rate in real],
    )
    return Attenuation(
        reliability_sim=found.reliability_sim,
        reliability_real=found.reliability_real,
        corrected_pearson=found.corrected,
    )


def _leave_one_out(columns: Columns) -> LeftOneOut | None:
    if columns.why_no_coefficient or len(columns.policies) < 3:
        return None
    found = leave_one_policy_out(sim=columns.sim_rates, real=columns.real_rates)
    known = [
        (value, policy)
        for value, policy in zip(found.without, columns.policies, strict=True)
        if value is not None
    ]
    if not known:
        return None
    (lowest, lowest_without), (highest, highest_without) = min(known), max(known)
    return LeftOneOut(
        lowest=lowest,
        lowest_without=lowest_without,
        highest=highest,
        highest_without=highest_without,
    )
