"""Adjusted p-values for several tests at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from simeval.errors import InputError
from simeval.stats.inputs import Vector, vector


def holm(p_values: ArrayLike) -> tuple[float, ...]:
    """Return p-values that bound the chance of even one false finding, in the given order.

    The i-th smallest of m is multiplied by m - i + 1, then made monotone: S. Holm (1979),
    Scandinavian Journal of Statistics 6(2), 65-70.
    """
    p = _checked(p_values)
    order = np.argsort(p, kind="stable")
    factors = np.arange(len(p), 0, -1)
    adjusted = np.minimum(1.0, np.maximum.accumulate(p[order] * factors))
    return _restore(adjusted, order)


def benjamini_hochberg(p_values: ArrayLike) -> tuple[float, ...]:
    """Return p-values that bound the share of false findings, in the given order.

    The i-th smallest of m is multiplied by m / i, then made monotone from above: Y. Benjamini and
    Y. Hochberg (1995), JRSS B 57(1), 289-300. For exploration, not for gates.
    """
    p = _checked(p_values)
    order = np.argsort(p, kind="stable")
    factors = len(p) / np.arange(1, len(p) + 1)
    scaled = (p[order] * factors)[::-1]
    adjusted = np.minimum(1.0, np.minimum.accumulate(scaled))[::-1]
    return _restore(adjusted, order)


def _checked(p_values: ArrayLike) -> Vector:
    p = vector(p_values, what="p-values")
    if (p < 0).any() or (p > 1).any():
        raise InputError(f"p-values lie in [0, 1], got {p.tolist()}")
    return p


def _restore(
    adjusted: Vector, order: np.ndarray[tuple[int], np.dtype[np.intp]]
) -> tuple[float, ...]:
    result = np.empty(len(adjusted))
    result[order] = adjusted
    return tuple(result.tolist())
