"""What a factor costs in rate points, averaged over the other factors."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from simeval.errors import InputError
from simeval.stats.inputs import Vector, vector
from simeval.stats.scalars import normal_quantile
from simeval.stats.sensitivity.factor_columns import (
    Factor,
    Levels,
    design_matrix,
    interaction_terms,
    read_factors,
)
from simeval.stats.sensitivity.logistic import LogisticFit, fit_logistic
from simeval.stats.wilson import Interval


class MarginalEffect(NamedTuple):
    """The average change of the success rate when a factor leaves its reference level."""

    effect: float
    standard_error: float
    interval: Interval


@dataclass(frozen=True, kw_only=True)
class FactorModel:
    """A joint model of several factors."""

    terms: tuple[str, ...]
    """Names of the coefficients: intercept, factors, interactions as "a:b"."""
    fit: LogisticFit
    factors: dict[str, Factor]
    """Levels of every factor; the first is the reference."""
    interactions: tuple[tuple[str, str], ...]
    weights: Vector
    """Share of each row in all trials."""
    confidence: float

    @cached_property
    def effects(self) -> dict[str, MarginalEffect]:
        """Per factor, or per level ("task=carrot") of a factor that is not just 0 or 1."""
        return {
            contrast: effect
            for name in self.factors
            for contrast, effect in self._effects(name, self.factors).items()
        }

    def effects_within(self, name: str) -> dict[Hashable, dict[str, MarginalEffect]]:
        """Return the effects of the other factors at each level of one, e.g. of each policy.

        They differ from level to level as far as the model has interactions with that factor.
        """
        if name not in self.factors:
            raise InputError(f"unknown factor {name!r}; known: {', '.join(self.factors)}")
        fixed = self.factors[name]
        return {
            level: {
                contrast: effect
                for other in self.factors
                if other != name
                for contrast, effect in self._effects(
                    other, self.factors | {name: fixed.at(code)}
                ).items()
            }
            for code, level in enumerate(fixed.levels)
        }

    def _effects(self, name: str, factors: dict[str, Factor]) -> dict[str, MarginalEffect]:
        """Return the effect of every level but the reference, all else as in the factors given."""
        off, slope_off = self._mean_rate(factors | {name: factors[name].at(0)})
        found = {}
        for code, contrast in enumerate(factors[name].contrasts, start=1):
            on, slope_on = self._mean_rate(factors | {name: factors[name].at(code)})
            slope = slope_on - slope_off
            error = math.sqrt(float(slope @ self.fit.covariance @ slope))
            half = normal_quantile(self.confidence) * error
            found[contrast] = MarginalEffect(
                on - off, error, Interval(on - off - half, on - off + half)
            )
        return found

    def _mean_rate(self, factors: Mapping[str, Factor]) -> tuple[float, Vector]:
        """Return the mean predicted rate and its gradient in the coefficients."""
        design = design_matrix(factors, self.interactions)
        rates = 1 / (1 + np.exp(-(design @ self.fit.coefficients)))
        slope = np.asarray((self.weights * rates * (1 - rates)) @ design)
        return float(self.weights @ rates), slope


def factor_model(
    factors: Mapping[str, Levels],
    *,
    successes: ArrayLike,
    trials: ArrayLike,
    interactions: Sequence[tuple[str, str]] = (),
    clusters: Sequence[Hashable] | None = None,
    firth: bool = False,
    confidence: float = 0.95,
) -> FactorModel:
    """Fit logit P(success) = factors + interactions and return average marginal effects.

    The effect of a level is the mean over all trials of p(factor = level) - p(factor = reference),
    all else as it was, with a delta-method error: C. Ai and E. C. Norton (2003), Economics Letters
    80(1), 123-129. Rate points can be compared between policies; odds ratios cannot. A policy with
    a low base rate cannot lose much: `paired_factor_effects` flags it.

    Args:
        factors: Name to the level in each row: 0 or 1 (reference 0), or any labels, the first of
            which is the reference. The policy is a factor; tasks may be one, to adjust for them.
        successes: Per row.
        trials: Per row.
        interactions: Pairs of factors, e.g. ("policy", "light").
        clusters: Per row, e.g. the initial condition; see `fit_logistic`.
        firth: See `fit_logistic`.
        confidence: Level of the intervals.

    Raises:
        InputError: A factor with one level or with missing levels, an interaction that names no
            factor, or what `fit_logistic` refuses.
    """
    normal_quantile(confidence)
    levels = read_factors(factors)
    products = interaction_terms(levels, interactions)
    fit = fit_logistic(
        design_matrix(levels, interactions),
        successes=successes,
        trials=trials,
        clusters=clusters,
        firth=firth,
    )
    weights = vector(trials, what="trials")
    return FactorModel(
        terms=("intercept", *(c for f in levels.values() for c in f.contrasts), *products),
        fit=fit,
        factors=levels,
        interactions=tuple(interactions),
        weights=weights / weights.sum(),
        confidence=confidence,
    )
