"""A few planned looks at normally distributed evidence.

A boundary is found by following the density of the score through the looks that did not stop:
P. Armitage, C. K. McPherson and B. C. Rowe (1969), JRSS A 132(2), 235-244; C. Jennison and B. W.
Turnbull (2000), Group Sequential Methods with Applications to Clinical Trials, ch. 2, 7 and 19.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal

import numpy as np

from simeval.errors import InputError
from simeval.stats.inputs import Vector, finite_array
from simeval.stats.scalars import check_choice, check_fraction, check_whole

Shape = Literal["pocock", "obrien-fleming"]
_SHAPES = ("pocock", "obrien-fleming")
_NODES = 96
_FAR = 10.0
"""A z beyond which no mass is followed."""
_LARGEST_BOUND = 38.0
"""A z that a float cannot tell from impossible: its tail is 3e-316."""


def group_sequential_constant(*, looks: int, shape: Shape, alpha: float = 0.05) -> float:
    """Return C for equally spaced looks, two-sided.

    Stop at look k where |Z_k| >= C (Pocock 1977, Biometrika 64(2), 191-199) or
    |Z_k| >= C √(K/k) (O'Brien and Fleming 1979, Biometrics 35(3), 549-556).
    """
    from scipy.optimize import brentq

    check_choice(shape, _SHAPES, what="boundary shape")
    check_fraction(alpha, what="alpha")
    looks = check_whole(looks, what="looks", least=1)
    times = np.arange(1, looks + 1) / looks

    def excess(constant: float) -> float:
        bounds = np.full(looks, constant)
        if shape == "obrien-fleming":
            bounds = constant / np.sqrt(times)
        return float(crossing_probabilities(times=times, bounds=bounds).sum()) - alpha

    return float(brentq(excess, 0.0, _LARGEST_BOUND, xtol=1e-12))


def spending_bounds(
    *, times: Sequence[float], shape: Shape = "obrien-fleming", alpha: float = 0.05
) -> tuple[float, ...]:
    """Return bounds on |Z| for looks at any information fractions, as they come.

    The error spent on each side up to time t is 2 - 2Φ(z_{α/4}/√t) (like O'Brien and Fleming) or
    α/2 ln(1 + (e - 1) t) (like Pocock): K. K. G. Lan and D. L. DeMets (1983), Biometrika 70(3),
    659-663, with α/2 for their one-sided α. Earlier bounds do not depend on later times.

    Args:
        times: Information fractions, rising, in (0, 1]; e.g. episodes so far / episodes planned.
        shape: Of the spending.
        alpha: Two-sided error to spend by time 1.
    """
    from scipy.optimize import brentq
    from scipy.special import ndtr, ndtri

    check_choice(shape, _SHAPES, what="boundary shape")
    check_fraction(alpha, what="alpha")
    fractions = finite_array(times, what="times").ravel()
    if len(fractions) == 0 or (np.diff(fractions, prepend=0.0) <= 0).any() or fractions[-1] > 1:
        raise InputError(f"times must rise within (0, 1], got {list(times)}")
    if shape == "pocock":
        spent = alpha * np.log1p((math.e - 1) * fractions)
    else:
        spent = 4 * ndtr(float(ndtri(alpha / 4)) / np.sqrt(fractions))
    bounds: list[float] = []
    for look in range(len(fractions)):
        step = float(spent[look]) - (float(spent[look - 1]) if look else 0.0)

        def excess(bound: float, look: int = look, step: float = step) -> float:
            crossing = crossing_probabilities(
                times=fractions[: look + 1], bounds=np.array([*bounds, bound])
            )
            return float(crossing[-1]) - step

        # So early that nearly nothing may be spent: no evidence is enough.
        nothing = excess(_LARGEST_BOUND) >= 0
        bounds.append(
            _LARGEST_BOUND if nothing else float(brentq(excess, 0.0, _LARGEST_BOUND, xtol=1e-12))
        )
    return tuple(bounds)


def crossing_probabilities(*, times: Vector, bounds: Vector) -> Vector:
    """Return the probability under H0 of |Z| first reaching its bound at each look."""
    from scipy.special import ndtr

    nodes, node_weights = np.polynomial.legendre.leggauss(_NODES)
    points, density, before = np.array([0.0]), np.array([1.0]), 0.0
    result = []
    for time, bound in zip(times, bounds, strict=True):
        step, limit = math.sqrt(time - before), bound * math.sqrt(time)
        leave = ndtr((points - limit) / step) + ndtr(-(points + limit) / step)
        result.append(float(density @ leave))
        reach = min(bound, _FAR) * math.sqrt(time)
        fresh = nodes * reach
        kernel = np.exp(-0.5 * ((fresh[:, None] - points[None, :]) / step) ** 2)
        density = (kernel @ density) / (step * math.sqrt(2 * math.pi)) * node_weights * reach
        points, before = fresh, float(time)
    return np.array(result)
