"""Factors as columns of a design: 0/1 as they are, other levels one column each."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from simeval.errors import InputError
from simeval.stats.inputs import Matrix, Vector

Levels = Sequence[Hashable] | NDArray[Any]
"""The level of a factor in each row."""


@dataclass(frozen=True, kw_only=True)
class Factor:
    """One factor over all rows."""

    name: str
    levels: tuple[Hashable, ...]
    """The first is the reference."""
    codes: tuple[int, ...]
    """Per row the position of its level."""

    @property
    def contrasts(self) -> tuple[str, ...]:
        """Names of the levels but the reference: the factor itself where it is just on or off."""
        if self.levels == (0, 1):
            return (self.name,)
        return tuple(f"{self.name}={level}" for level in self.levels[1:])

    def columns(self) -> Matrix:
        """Return one 0/1 column per level but the reference, shape (rows, levels - 1)."""
        codes = np.array(self.codes)[:, None]
        return np.asarray(codes == np.arange(1, len(self.levels))[None, :], dtype=np.float64)

    def at(self, level: int) -> Factor:
        """Return the factor with every row at one level."""
        return Factor(name=self.name, levels=self.levels, codes=(level,) * len(self.codes))


def read_factors(factors: Mapping[str, Levels]) -> dict[str, Factor]:
    """Return the factors with their levels, in the order in which they appear; 0 before 1.

    Raises:
        InputError: There is no factor, the columns have different lengths, or a factor has one
            level only.
    """
    if not factors:
        raise InputError("need at least one factor")
    lengths = {name: len(column) for name, column in factors.items()}
    if len(set(lengths.values())) > 1:
        raise InputError(f"every factor needs one level per row, got {lengths}")
    return {name: _read(name, column) for name, column in factors.items()}


def interaction_terms(
    factors: Mapping[str, Factor], interactions: Sequence[tuple[str, str]]
) -> tuple[str, ...]:
    """Return the names of the product columns, "a:b".

    Raises:
        InputError: A pair names no factor, or the same one twice.
    """
    for pair in interactions:
        if len(pair) != 2 or not set(pair) <= set(factors) or pair[0] == pair[1]:
            raise InputError(
                f"an interaction is a pair of two factors, got {pair}; known: {', '.join(factors)}"
            )
    return tuple(
        f"{first}:{second}"
        for one, other in interactions
        for first in factors[one].contrasts
        for second in factors[other].contrasts
    )


def design_matrix(factors: Mapping[str, Factor], interactions: Sequence[tuple[str, str]]) -> Matrix:
    """Return a column of ones, the columns of every factor, and their products."""
    columns = {name: factor.columns() for name, factor in factors.items()}
    ones: Vector = np.ones((len(next(iter(columns.values()))), 1))
    products = [
        (columns[one][:, :, None] * columns[other][:, None, :]).reshape(len(ones), -1)
        for one, other in interactions
    ]
    return np.hstack([ones, *columns.values(), *products])


def _read(name: str, column: Levels) -> Factor:
    values = column.tolist() if isinstance(column, np.ndarray) else list(column)
    # NaN is not equal to itself, so that each would be a level of its own.
    if any(value is None or value != value for value in values):
        raise InputError(f"factor {name!r} has no level in some rows")
    found = list(dict.fromkeys(values))
    if set(found) <= {0, 1} and len(found) == 2:
        found = [0, 1]
    if len(found) < 2:
        raise InputError(
            f"factor {name!r} has one level only, so that its effect cannot be told: {found}"
        )
    position = {level: code for code, level in enumerate(found)}
    return Factor(name=name, levels=tuple(found), codes=tuple(position[value] for value in values))
