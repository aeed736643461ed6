"""What every function here asks of a single number: a count, a share, an option.

Apart from `inputs`, which asks it of arrays, because it loads no numpy.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Sequence
from numbers import Real


def check_whole(value: int, *, what: str, least: int = 0) -> None:
    """Raise ValueError unless the value is a whole number that is not below `least`."""
    if not _is_whole(value):
        raise ValueError(f"{what} must be a whole number, got {value!r}")
    if value < least:
        raise ValueError(f"{what} must be at least {least}, got {value}")


def check_counts(successes: int, trials: int, *, what: str = "successes") -> None:
    """Raise ValueError unless 0 <= successes <= trials and there is at least one trial."""
    if not (_is_whole(successes) and _is_whole(trials)):
        raise ValueError(f"{what}: counts must be whole numbers, got {successes!r} of {trials!r}")
    if trials < 1 or not 0 <= successes <= trials:
        raise ValueError(
            f"{what}: need 0 <= successes <= trials and at least one trial, "
            f"got {successes} of {trials}"
        )


def check_discordant(first: int, second: int) -> None:
    """Raise ValueError unless both are counts of pairs."""
    for count in (first, second):
        if not _is_whole(count):
            raise ValueError(f"counts of pairs must be whole numbers, got {count!r}")
    if first < 0 or second < 0:
        raise ValueError(f"discordant counts cannot be negative, got {first} and {second}")


def check_pairs(first: int, second: int, pairs: int) -> None:
    """Raise ValueError unless the discordant pairs are together no more than all pairs."""
    check_discordant(first, second)
    check_whole(pairs, what="pairs")
    if pairs < 1 or first + second > pairs:
        raise ValueError(
            "need at least one pair, and discordant counts that sum to at most the pairs, "
            f"got {first} and {second} of {pairs}"
        )


def check_number(value: float, *, what: str) -> None:
    """Raise ValueError unless the value is a finite number."""
    if not isinstance(value, Real) or not math.isfinite(value):
        raise ValueError(f"{what} must be a finite number, got {value!r}")


def check_fraction(value: float, *, what: str) -> None:
    """Raise ValueError unless 0 < value < 1."""
    if not isinstance(value, Real) or not 0.0 < value < 1.0:
        raise ValueError(f"{what} must lie between 0 and 1, got {value!r}")


def check_rate(value: float, *, what: str) -> None:
    """Raise ValueError unless 0 <= value <= 1."""
    if not isinstance(value, Real) or not 0.0 <= value <= 1.0:
        raise ValueError(f"{what} must be in [0, 1], got {value!r}")


def check_choice(value: str, allowed: Sequence[str], *, what: str) -> None:
    """Raise ValueError unless the value is one of those allowed."""
    if value not in allowed:
        raise ValueError(f"unknown {what} {value!r}; known: {', '.join(allowed)}")


def _is_whole(value: object) -> bool:
    try:
        operator.index(value)  # type: ignore[arg-type]
    except TypeError:
        return False
    return True


def normal_quantile(confidence: float) -> float:
    """Return the two-sided normal quantile, e.g. 1.96 at 0.95."""
    from statistics import NormalDist

    check_fraction(confidence, what="confidence")
    return NormalDist().inv_cdf(0.5 + confidence / 2)


def upper_tail(z: float) -> float:
    """Return P(Z > z) of a standard normal, accurate far in the tail."""
    return 0.5 * math.erfc(z / math.sqrt(2))
