"""What every function here asks of its arrays, and how it says that it did not get it."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from simeval.errors import InputError
from simeval.stats.scalars import (
    check_choice,
    check_counts,
    check_fraction,
    check_rate,
    normal_quantile,
    upper_tail,
)

__all__ = [
    "Matrix",
    "Vector",
    "check_choice",
    "check_counts",
    "check_fraction",
    "check_rate",
    "check_unit",
    "finite_array",
    "normal_quantile",
    "paired_vectors",
    "upper_tail",
    "vector",
]

Vector = NDArray[np.float64]
"""A one-dimensional array of floats."""
Matrix = NDArray[np.float64]
"""A two-dimensional array of floats."""


def finite_array(values: ArrayLike, *, what: str) -> Matrix:
    """Return the values as an array of floats, of any shape.

    Raises:
        InputError: Something is not a finite number, or rows have different lengths.
    """
    try:
        array = np.asarray(values)
        # numpy would read a text as a number if it looks like one, and drop an imaginary part.
        if array.dtype.kind in "USc":
            raise TypeError
        array = array.astype(np.float64)
    except (TypeError, ValueError):
        raise InputError(f"{what}: every value must be a number, rows of equal length") from None
    wrong = np.flatnonzero(~np.isfinite(array))
    if len(wrong):
        raise InputError(
            f"{what}: every value must be finite, got {array.ravel()[wrong[0]]} at position "
            f"{wrong[0]} of {array.size}"
        )
    return array


def vector(values: ArrayLike, *, what: str, least: int = 1) -> Vector:
    """Return the values as a float vector.

    Raises:
        InputError: There are fewer than `least` values, one is not finite, or they are not
            one-dimensional.
    """
    array = finite_array(values, what=what)
    if array.ndim != 1 or len(array) < least:
        raise InputError(
            f"{what}: need a flat list of at least {least} numbers, got shape {array.shape}"
        )
    return array


def check_unit(values: Vector, *, what: str) -> None:
    """Raise InputError unless every value is in [0, 1]."""
    if (values < 0).any() or (values > 1).any():
        raise InputError(f"{what} must lie in [0, 1]; scale them first")


def paired_vectors(
    first: ArrayLike, second: ArrayLike, *, what: tuple[str, str], least: int = 1
) -> tuple[Vector, Vector]:
    """Return two float vectors of the same length.

    Raises:
        InputError: A vector is not acceptable to `vector`, or the lengths differ.
    """
    one = vector(first, what=what[0], least=least)
    two = vector(second, what=what[1], least=least)
    if len(one) != len(two):
        raise InputError(
            f"{what[0]} and {what[1]} must have one value each per item, "
            f"got {len(one)} and {len(two)}"
        )
    return one, two
