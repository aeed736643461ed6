"""How many episodes an interval of a given width needs, and how wide it is with those one has."""

from __future__ import annotations

import math

from simeval.errors import InputError
from simeval.stats.scalars import check_number, check_rate, check_whole, normal_quantile

SMALLEST_HALF_WIDTH = 1e-6
"""No number of episodes that anybody runs makes an interval narrower."""


def wilson_half_width(*, rate: float, trials: int, confidence: float = 0.95) -> float:
    """Return half the width of Wilson's interval where the rate is seen in this many trials."""
    check_rate(rate, what="rate")
    check_whole(trials, what="trials", least=1)
    x = normal_quantile(confidence) ** 2 / trials
    return math.sqrt(x * rate * (1 - rate) + x**2 / 4) / (1 + x)


def trials_for_interval(*, rate: float, half_width: float, confidence: float = 0.95) -> int:
    """Return the fewest trials in which Wilson's interval around the rate has this half width.

    With x = q²/n the half width h obeys h² (1 + x)² = x p(1-p) + x²/4, which is solved for x: E. B.
    Wilson (1927), JASA 22(158), 209-212. The rate is taken as seen, though n p need not be whole.
    """
    check_rate(rate, what="rate")
    check_number(half_width, what="half width")
    if not SMALLEST_HALF_WIDTH <= half_width < 0.5:
        raise InputError(
            f"the half width must lie between 0 and 0.5, and be at least {SMALLEST_HALF_WIDTH:g}, "
            f"got {half_width}"
        )
    quantile = normal_quantile(confidence)
    variance, square = rate * (1 - rate), half_width**2
    # (1/4 - h²) x² + (v - 2h²) x - h² = 0, of which one root is positive.
    a, b = 0.25 - square, variance - 2 * square
    x = (-b + math.sqrt(b**2 + 4 * a * square)) / (2 * a)
    # A hair less, lest rounding asks for one trial more than is needed.
    return max(1, math.ceil(quantile**2 / x * (1 - 1e-12)))
