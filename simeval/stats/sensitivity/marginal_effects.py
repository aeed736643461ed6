"""What a factor costs in rate points, averaged over the other factors."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from simeval.stats.inputs import Matrix, Vector, vector
from simeval.stats.scalars import normal_quantile
from simeval.stats.sensitivity.logistic import LogisticFit, fit_logistic
from simeval.stats.wilson import Interval


class MarginalEffect(NamedTuple):
    """The average change of the success rate when a factor goes from 0 to 1."""

    effect: float
    standard_error: float
    interval: Interval


class FactorModel(NamedTuple):
    """A joint model of several factors."""

    effects: dict[str, MarginalEffect]
    terms: tuple[str, ...]
    """Names of the coefficients: intercept, factors, interactions as "a:b"."""
    fit: LogisticFit


def factor_model(
    factors: Mapping[str, ArrayLike],
    *,
    successes: ArrayLike,
    trials: ArrayLike,
    interactions: Sequence[tuple[str, str]] = (),
    clusters: Sequence[Hashable] | None = None,
    firth: bool = False,
    confidence: float = 0.95,
) -> FactorModel:
    """Fit logit P(success) = factors + interactions and return average marginal effects.

    The effect of a factor is the mean over all trials of p(factor = 1) - p(factor = 0), all else as
    it was, with a delta-method error: C. Ai and E. C. Norton (2003), Economics Letters 80(1),
    123-129. Rate points can be compared between policies; odds ratios cannot.

    Args:
        factors: Name to 0/1 level per row; a policy, too, is a factor.
        successes: Per row.
        trials: Per row.
        interactions: Pairs of factors, e.g. ("policy", "light").
        clusters: Per row; see `fit_logistic`.
        firth: See `fit_logistic`.
        confidence: Level of the intervals.
    """
    quantile = normal_quantile(confidence)
    levels = {name: vector(column, what=f"factor {name!r}") for name, column in factors.items()}
    if not levels:
        raise ValueError("need at least one factor")
    for name, column in levels.items():
        if not np.isin(column, (0.0, 1.0)).all():
            raise ValueError(f"factor {name!r} must be 0 or 1 in every row")
    for pair in interactions:
        if not set(pair) <= set(levels):
            raise ValueError(f"interaction {pair} names no factor; known: {', '.join(levels)}")
    fit = fit_logistic(
        _design(levels, interactions),
        successes=successes,
        trials=trials,
        clusters=clusters,
        firth=firth,
    )
    share = vector(trials, what="trials")
    share = share / share.sum()
    effects = {}
    for name, column in levels.items():
        on, slope_on = _mean_rate(levels | {name: np.ones_like(column)}, interactions, fit, share)
        off, slope_off = _mean_rate(
            levels | {name: np.zeros_like(column)}, interactions, fit, share
        )
        slope = slope_on - slope_off
        error = math.sqrt(float(slope @ fit.covariance @ slope))
        half = quantile * error
        effects[name] = MarginalEffect(on - off, error, Interval(on - off - half, on - off + half))
    terms = ("intercept", *levels, *(":".join(pair) for pair in interactions))
    return FactorModel(effects, terms, fit)


def _design(levels: Mapping[str, Vector], interactions: Sequence[tuple[str, str]]) -> Matrix:
    columns = list(levels.values())
    products = [levels[first] * levels[second] for first, second in interactions]
    return np.column_stack([np.ones_like(columns[0]), *columns, *products])


def _mean_rate(
    levels: Mapping[str, Vector],
    interactions: Sequence[tuple[str, str]],
    fit: LogisticFit,
    share: Vector,
) -> tuple[float, Vector]:
    """Return the mean predicted rate and its gradient in the coefficients."""
    design = _design(levels, interactions)
    rates = 1 / (1 + np.exp(-(design @ fit.coefficients)))
    return float(share @ rates), np.asarray((share * rates * (1 - rates)) @ design)
