"""Which combinations of factors to run: a fraction of all that still tells the effects apart."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from itertools import combinations
from operator import xor
from typing import NamedTuple

from simeval.errors import InputError
from simeval.stats.scalars import check_whole

MOST_FACTORS = 12


class FactorialDesign(NamedTuple):
    """Combinations of factor levels, each to be run on the same initial conditions."""

    factors: tuple[str, ...]
    runs: tuple[tuple[int, ...], ...]
    """Per combination the level, 0 or 1, of each factor; the first is the base, all 0."""
    generators: dict[str, tuple[str, ...]]
    """A generated factor is 1 where an odd number of these are."""
    resolution: int | None
    """3: main effects are told apart from each other; 4: and from interactions of two factors; 5:
    these too from each other. None: all combinations, so that nothing is confounded."""


def fractional_factorial(factors: Sequence[str], *, resolution: int = 5) -> FactorialDesign:
    """Return the smallest regular two-level design of at least this resolution.

    The levels of the first m factors are all 2^m combinations; each further factor is the parity
    of a few of them, chosen so that no product of fewer than `resolution` factors is constant: G.
    E. P. Box and J. S. Hunter (1961), "The 2^(k-p) fractional factorial designs", Technometrics
    3(3), 311-351. Of the designs of that size it is one of the highest resolution. Run the
    combinations in random order, and fit the outcomes with `factor_model`; with resolution 5 all
    interactions of two factors may be in it.

    Args:
        factors: Names, at most 12.
        resolution: 3, 4, 5 or more.

    Raises:
        InputError: No factor, more than 12, a name twice, or a resolution below 3.
    """
    check_whole(resolution, what="resolution", least=3)
    names = tuple(factors)
    if not 1 <= len(names) <= MOST_FACTORS or len(set(names)) < len(names):
        raise InputError(f"need 1 to {MOST_FACTORS} different factors, got {list(names)}")
    for basic in range(1, len(names)):
        for wanted in range(len(names), resolution - 1, -1):
            columns = _columns(len(names), basic, wanted)
            if columns is not None:
                return _design(names, columns, basic, wanted)
    return _design(names, [1 << bit for bit in range(len(names))], len(names), None)


def _columns(factors: int, basic: int, resolution: int) -> list[int] | None:
    """Return, as bit masks over the basic factors, what each factor is the parity of."""
    columns = [1 << bit for bit in range(basic)]
    candidates = [mask for mask in range(1 << basic) if mask.bit_count() >= max(2, resolution - 1)]
    return _extended(columns, candidates, factors, resolution)


def _extended(
    columns: list[int], candidates: list[int], factors: int, resolution: int
) -> list[int] | None:
    """Add columns until there are enough; None where no choice of the candidates will do."""
    if len(columns) == factors:
        return columns
    # A new column must not be the product of so few others that a short word is constant.
    products = _products(columns, resolution - 2)
    allowed = [mask for mask in candidates if mask not in products]
    for position, mask in enumerate(allowed):
        if len(columns) + len(allowed) - position < factors:
            return None
        found = _extended([*columns, mask], allowed[position + 1 :], factors, resolution)
        if found is not None:
            return found
    return None


def _products(columns: list[int], most: int) -> set[int]:
    return {
        reduce(xor, chosen, 0)
        for size in range(min(most, len(columns)) + 1)
        for chosen in combinations(columns, size)
    }


def _design(
    names: tuple[str, ...], columns: list[int], basic: int, resolution: int | None
) -> FactorialDesign:
    runs = tuple(
        tuple((mask & run).bit_count() % 2 for mask in columns) for run in range(1 << basic)
    )
    generators = {
        name: tuple(names[bit] for bit in range(basic) if mask >> bit & 1)
        for name, mask in zip(names[basic:], columns[basic:], strict=True)
    }
    return FactorialDesign(names, runs, generators, resolution)
