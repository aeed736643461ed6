"""What every function here asks of a single number: a count, a share, an option.

Apart from `inputs`, which asks it of arrays, because it loads no numpy.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Sequence
from numbers import Real

from simeval.errors import InputError

LARGEST_COUNT = 10**15
"""Beyond it a float does not hold every whole number, and arrays of counts do not exist."""
MOST_TRIALS = 10**9
"""Of one policy, where they are drawn at random."""


def check_whole(value: int, *, what: str, least: int = 0, most: int = LARGEST_COUNT) -> int:
    """Return the value as an int; InputError unless it is whole and from `least` to `most`."""
    number = _whole(value)
    if number is None:
        raise InputError(f"{what} must be a whole number, got {value!r}")
    if number < least:
        raise InputError(f"{what} must be at least {least}, got {number}")
    if number > most:
        raise InputError(f"{what} must be at most {most}, got {number}")
    return number


def check_counts(successes: int, trials: int, *, what: str = "successes") -> tuple[int, int]:
    """Return both as ints; InputError unless 0 <= successes <= trials, with at least one trial."""
    k, n = _whole(successes), _whole(trials)
    if k is None or n is None:
        raise InputError(f"{what}: counts must be whole numbers, got {successes!r} of {trials!r}")
    if n < 1 or not 0 <= k <= n:
        raise InputError(
            f"{what}: need 0 <= successes <= trials and at least one trial, got {k} of {n}"
        )
    check_whole(n, what=f"{what}: trials")
    return k, n


def check_discordant(first: int, second: int) -> tuple[int, int]:
    """Return both as ints; InputError unless they are counts of pairs."""
    for count in (first, second):
        if _whole(count) is None:
            raise InputError(f"counts of pairs must be whole numbers, got {count!r}")
    if first < 0 or second < 0:
        raise InputError(f"discordant counts cannot be negative, got {first} and {second}")
    return (
        check_whole(first, what="discordant pairs"),
        check_whole(second, what="discordant pairs"),
    )


def check_pairs(first: int, second: int, pairs: int) -> tuple[int, int, int]:
    """Return all as ints; InputError if there are more discordant pairs than pairs, or no pair."""
    first, second = check_discordant(first, second)
    pairs = check_whole(pairs, what="pairs")
    if pairs < 1 or first + second > pairs:
        raise InputError(
            "need at least one pair, and discordant counts that sum to at most the pairs, "
            f"got {first} and {second} of {pairs}"
        )
    return first, second, pairs


def check_number(value: float, *, what: str) -> None:
    """Raise InputError unless the value is a finite number."""
    if not isinstance(value, Real) or not math.isfinite(value):
        raise InputError(f"{what} must be a finite number, got {value!r}")


def check_fraction(value: float, *, what: str) -> None:
    """Raise InputError unless 0 < value < 1."""
    if not isinstance(value, Real) or not 0.0 < value < 1.0:
        raise InputError(f"{what} must lie between 0 and 1, got {value!r}")


def check_rate(value: float, *, what: str) -> None:
    """Raise InputError unless 0 <= value <= 1."""
    if not isinstance(value, Real) or not 0.0 <= value <= 1.0:
        raise InputError(f"{what} must be in [0, 1], got {value!r}")


def check_bounds(bounds: tuple[float, float]) -> tuple[float, float]:
    """Return the bounds; InputError unless they are two numbers, the low one first."""
    pair = tuple(bounds) if isinstance(bounds, tuple | list) else ()
    if len(pair) != 2 or not all(isinstance(end, Real) for end in pair) or not pair[0] < pair[1]:
        raise InputError(f"bounds must be (low, high) with low < high, got {bounds!r}")
    return pair[0], pair[1]


def check_choice(value: str, allowed: Sequence[str], *, what: str) -> None:
    """Raise InputError unless the value is one of those allowed."""
    if value not in allowed:
        raise InputError(f"unknown {what} {value!r}; known: {', '.join(allowed)}")


def _whole(value: object) -> int | None:
    """Return a whole number as an int: numpy's are as short as their type, and wrap around."""
    try:
        return operator.index(value)  # type: ignore[arg-type]
    except TypeError:
        return None


def normal_quantile(confidence: float) -> float:
    """Return the two-sided normal quantile, e.g. 1.96 at 0.95."""
    from statistics import NormalDist

    check_fraction(confidence, what="confidence")
    # The lower tail: near a confidence of 1 the upper one may round to 1.
    return -NormalDist().inv_cdf((1 - confidence) / 2)


def upper_tail(z: float) -> float:
    """Return P(Z > z) of a standard normal, accurate far in the tail."""
    return 0.5 * math.erfc(z / math.sqrt(2))
