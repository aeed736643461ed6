"""What every function here asks of its input, and how it says that it did not get it."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

Vector = NDArray[np.float64]
"""A one-dimensional array of floats."""
Matrix = NDArray[np.float64]
"""A two-dimensional array of floats."""


def check_counts(successes: int, trials: int, *, what: str = "successes") -> None:
    """Raise ValueError unless 0 <= successes <= trials and there is at least one trial."""
    if trials < 1 or not 0 <= successes <= trials:
        raise ValueError(
            f"{what}: need 0 <= successes <= trials and at least one trial, "
            f"got {successes} of {trials}"
        )


def check_fraction(value: float, *, what: str) -> None:
    """Raise ValueError unless 0 < value < 1."""
    if not 0.0 < value < 1.0:
        raise ValueError(f"{what} must lie between 0 and 1, got {value}")


def check_rate(value: float, *, what: str) -> None:
    """Raise ValueError unless 0 <= value <= 1."""
    if not 0.0 <= value <= 1.0:
        raise ValueError(f"{what} must be in [0, 1], got {value}")


def check_choice(value: str, allowed: Sequence[str], *, what: str) -> None:
    """Raise ValueError unless the value is one of those allowed."""
    if value not in allowed:
        raise ValueError(f"unknown {what} {value!r}; known: {', '.join(allowed)}")


def vector(values: ArrayLike, *, what: str, least: int = 1) -> Vector:
    """Return the values as a float vector.

    Raises:
        ValueError: There are fewer than `least` values, one is not finite, or they are not
            one-dimensional.
    """
    array = np.asarray(values, dtype=np.float64)
    if array.ndim != 1 or len(array) < least:
        raise ValueError(f"{what}: need a flat list of at least {least} numbers, got {array.shape}")
    if not np.isfinite(array).all():
        raise ValueError(f"{what}: every value must be finite, got {array.tolist()}")
    return array


def paired_vectors(
    first: ArrayLike, second: ArrayLike, *, what: tuple[str, str], least: int = 1
) -> tuple[Vector, Vector]:
    """Return two float vectors of the same length.

    Raises:
        ValueError: A vector is not acceptable to `vector`, or the lengths differ.
    """
    one = vector(first, what=what[0], least=least)
    two = vector(second, what=what[1], least=least)
    if len(one) != len(two):
        raise ValueError(
            f"{what[0]} and {what[1]} must have one value each per item, "
            f"got {len(one)} and {len(two)}"
        )
    return one, two


def normal_quantile(confidence: float) -> float:
    """Return the two-sided normal quantile, e.g. 1.96 at 0.95."""
    from statistics import NormalDist

    check_fraction(confidence, what="confidence")
    return NormalDist().inv_cdf(0.5 + confidence / 2)


def upper_tail(z: float) -> float:
    """Return P(Z > z) of a standard normal, accurate far in the tail."""
    return 0.5 * math.erfc(z / math.sqrt(2))
